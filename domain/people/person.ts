import * as z from 'zod';

/** A person as a record names them: the subject of their account, and the name they had then. */
export const Person = z.object({ subject: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;
