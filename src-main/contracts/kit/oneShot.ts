/** Imported before any schema is made: compiling a parser pays off over many messages, and one command sends few. */
import { config } from 'zod';

config({ jitless: true });
