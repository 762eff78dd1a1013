import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HistoryEventType } from '#domain/appointments/history.ts';

const root = join(import.meta.dirname, '../../..');
const code = globSync(['functions/**/*.ts', 'domain/tasks/*.ts'], { cwd: root })
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

describe('the history of an appointment', () => {
  it.each(HistoryEventType.options)('has somebody who writes %s', (type) => {
    expect(code).toContain(`'${type}'`);
  });
});
