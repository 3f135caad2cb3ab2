/** The program as a user runs it, with engines and a terminal of the test's own. */
import type { Service } from '../../contracts/kit/serve.ts';
import { run } from '../run.ts';
import { createFakeConsole, type FakeConsoleOptions } from './fakeConsole.ts';
import { createFakeSession } from './fakeSession.ts';

export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export async function hecate(words: readonly string[], services: readonly Service[], options: FakeConsoleOptions = {}): Promise<Ended> {
  const console = createFakeConsole(options);
  const session = createFakeSession(services);
  const signal = new AbortController().signal;
  const code = await run(words, { console, version: '1.2.3', signal, openSession: () => Promise.resolve(session) });
  return { code, output: console.output(), errors: console.errors() };
}
