/** Starts the executor as a child over stdio, for tests. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { executorContract } from '../../../src-main/contracts/executor.ts';
import { createClient } from '../../../src-main/contracts/kit/client.ts';
import type { Client } from '../../../src-main/contracts/kit/define.ts';
import { connectStdio } from '../../../src-main/transports/stdio.ts';

export interface StartedExecutor {
  readonly client: Client<typeof executorContract>;
  readonly child: ChildProcess;
  /** Ends the connection and waits for the child; gives its exit code. */
  stop(): Promise<number | null>;
}

/** `command` is the whole argument array, program first. */
export function startExecutor(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  errors: 'inherit' | 'ignore' = 'inherit',
): StartedExecutor {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('no program');
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', errors], env: { ...process.env, ...env } });
  const connection = connectStdio({ input: child.stdout, output: child.stdin });
  connection.listen();
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  return {
    client: createClient(executorContract, connection),
    child,
    stop: () => {
      connection.dispose();
      return ended;
    },
  };
}
