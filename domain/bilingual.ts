import * as z from 'zod';

/** A sentence or name in both languages of the system. Pages show the Chinese first. */
export const Bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Bilingual = z.infer<typeof Bilingual>;
