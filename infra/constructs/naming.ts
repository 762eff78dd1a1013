/** `fee-waiver` as the id of a construct: `FeeWaiver`. */
export const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());

/** Where the functions of a stage count: two stages may be in one account. */
export const metricNamespace = (stage: string): string => `Greenlane/${stage}`;
