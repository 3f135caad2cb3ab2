/**
 * zod compiles its checks with `new Function` where it may. The window's
 * content security policy forbids that, and even zod's careful probe would be
 * reported as a violation; this file is imported before the first schema is made.
 */
import { config } from 'zod';

config({ jitless: true });
