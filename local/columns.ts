/** Columns that a terminal gives to a text: a Chinese character takes two. */
export const width = (text: string): number =>
  [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - width(text))) + text;
