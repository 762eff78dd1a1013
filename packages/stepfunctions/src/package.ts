#!/usr/bin/env node
/** What is packed: the library and the program in one file. The program runs when the file itself is started. */
export * from './index.ts';

if (import.meta.main) await import('./main.ts');
