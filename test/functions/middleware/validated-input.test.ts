import { describe, expect, it } from 'vitest';
import { validatedInput } from '#functions/middleware/validated-input.ts';
import { through } from '#test/factories/middleware.ts';

const board = (call: object) => through(validatedInput(), 'readDispatchBoard', call);

describe('what is asked', () => {
  it('is one record of path and query, with what the schema makes of it', async () => {
    const { seen } = await board({
      parameters: { institution: 'institution-shangluo' },
      query: { days: '7' },
    });
    expect(seen?.context.asked).toEqual({ institution: 'institution-shangluo', days: 7 });
  });

  it('has the defaults of the schema where nothing is said', async () => {
    const { seen } = await board({ parameters: { institution: 'institution-shangluo' } });
    expect(seen?.context.asked).toEqual({ institution: 'institution-shangluo', days: 10 });
  });

  it('is refused with the place and the field that is wrong', async () => {
    const place = async (call: object) => (await board(call).catch((error) => error)).errors?.[0]?.field;
    expect(await place({ parameters: { institution: 'shangluo' } })).toBe('path:/institution');
    expect(await place({ parameters: { institution: 'institution-shangluo' }, query: { days: '99' } })).toBe(
      'query:/days',
    );
    expect(
      await place({ parameters: { institution: 'institution-shangluo' }, query: { colour: 'red' } }),
    ).toBe('query:/colour');
  });
});
