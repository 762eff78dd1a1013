import { describe, expect, it } from 'vitest';
import { codeOfRefusal, Refused } from '#domain/refused.ts';

describe('the code of a refusal', () => {
  it('is what it was refused with, whatever its sentence says', () => {
    const sentence = JSON.stringify({ code: 'NotFound', detail: '"' });
    const { name, message } = new Refused('Cancelled', sentence);
    expect(codeOfRefusal(name, message)).toBe('Cancelled');
    expect(JSON.parse(message)).toEqual({ code: 'Cancelled', detail: sentence });
  });

  it.each([
    ['Rejected', '{"code":"NotFound","detail":""}'],
    ['Refused', ''],
    ['Refused', 'null'],
    ['Refused', '{"detail":"NotFound"}'],
    ['Refused', '{"code":5,"detail":""}'],
  ])('is in no %s with the text %j', (name, text) => {
    expect(codeOfRefusal(name, text)).toBeUndefined();
  });
});
