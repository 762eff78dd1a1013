import * as z from 'zod';

export const Person = z.object({ subject: z.string(), name: z.string() }).meta({
  id: 'Person',
  description: 'A person as a record names them: the subject of their account, and the name they had then.',
});
export type Person = z.infer<typeof Person>;
