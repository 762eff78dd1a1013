import * as z from 'zod';

export const Bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }).meta({
  id: 'Bilingual',
  description: 'A sentence or name in both languages of the system. Pages show the Chinese first.',
});
export type Bilingual = z.infer<typeof Bilingual>;
