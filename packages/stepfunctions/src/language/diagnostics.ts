/** One finding, in the shape of ValidateStateMachineDefinition's answer. */
export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  location?: string;
}

/** What a definition is meant for; only STANDARD is run. */
export type MachineType = 'STANDARD' | 'EXPRESS';

/** Collects findings; `location` is a path such as `/States/Pay/Catch[0]/Next`. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];

  error(code: string, message: string, location?: string): void {
    this.diagnostics.push({
      severity: 'ERROR',
      code,
      message,
      ...(location === undefined ? {} : { location }),
    });
  }

  schema(message: string, location: string): void {
    this.error('SCHEMA_VALIDATION_FAILED', message, location);
  }
}

export type Members = { [key: string]: unknown };

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
