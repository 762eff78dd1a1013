import type { Variable } from '#contract/environment.ts';

/** An environment variable that the contract gives. @throws Error when it is missing: the function was not granted it. */
export function environment(name: Variable): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this function was not granted what it stands for`);
  return value;
}
