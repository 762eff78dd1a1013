/** `fee-waiver` as the id of a construct: `FeeWaiver`. */
export const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());
