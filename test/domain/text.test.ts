import { describe, expect, it } from 'vitest';
import { text } from '#domain/text.ts';

describe('one line of text', () => {
  it('is trimmed before it is measured', () => {
    expect(text(3).parse('  一二三 ')).toBe('一二三');
  });

  it.each(['', '   ', '一二三四', 'a\tb', 'a\u0000', 'a\u202eb', 'a\u2028b', '\ud800'])(
    'is not %j',
    (typed) => {
      expect(text(3).safeParse(typed).success).toBe(false);
    },
  );
});
