/**
 * What was made under a name of the contract.
 * @throws Error if it was not made yet: the order of making is wrong, or the name is nowhere
 */
export function found<Name, Value>(made: ReadonlyMap<Name, Value>, name: Name): Value {
  const value = made.get(name);
  if (!value) throw new Error(`${name} is named in the contract and was not made before what needs it.`);
  return value;
}
