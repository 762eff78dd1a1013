// util-helpers publishes one file per function but types only for its whole index, which weighs 100 KB in a bundle.
declare module 'util-helpers/esm/isUnifiedIdentifier.js' {
  /** Whether the value is a unified social credit code: 18 characters of GB 32100-2015 with a right check character. */
  export default function isUnifiedIdentifier(value: string): boolean;
}
