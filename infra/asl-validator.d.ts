/** asl-validator 4 ships no types of its own. It writes into the definition it is given: hand it a copy. */
declare module 'asl-validator' {
  export default function aslValidator(
    definition: object,
    options?: { checkPaths: boolean; checkArn: boolean },
  ): { isValid: boolean; errors: object[]; errorsText: (separator?: string) => string };
}
