export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  location: string;
}
export function diagnose(text: string): Diagnostic[] {
  try {
    JSON.parse(text);
  } catch {
    return [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: 'Invalid JSON', location: '' }];
  }
  return [];
}
