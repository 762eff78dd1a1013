export type LogFields = Readonly<Record<string, unknown>>;
type LogLevel = 'info' | 'warn' | 'error';

/** One event, with plain fields. A message is a constant sentence, so that lines of one kind can be found. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

// Task tokens and bearer tokens give power to whoever reads them, so they never reach a log, whoever logs them.
const SECRET = /token|authorization|password|secret/i;

const safe = (key: string, value: unknown): unknown => {
  if (SECRET.test(key)) return '…';
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
};

/** Writes one JSON object a line to stderr; stdout keeps the start screen. */
export const jsonLog: Log = (level, message, fields = {}) => {
  const line = { time: new Date().toISOString(), level, message, ...fields };
  process.stderr.write(`${JSON.stringify(line, safe)}\n`);
};

export const silentLog: Log = () => {};
