/** Something that the person at the terminal can put right: printed as it is, in both languages, without a stack. */
export class StartFailure extends Error {
  constructor(zh: string, en: string, cause?: unknown) {
    super(`${zh}\n${en}`, { cause });
    this.name = 'StartFailure';
  }
}
