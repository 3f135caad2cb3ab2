/** Many processes that do nothing, for what has to look at all of them. */
import { spawn } from 'node:child_process';

export interface Sleepers {
  readonly pids: readonly number[];
  /** Ends each by its pid, and the helper that started them. */
  end(): Promise<void>;
}

/** Children of one helper, so that they are gone with it; each sleeps for at most ten minutes. */
export async function startSleepers(count: number): Promise<Sleepers> {
  const script = 'i=0; while [ "$i" -lt "$1" ]; do sleep 600 & echo "$!"; i=$((i+1)); done; echo ready; wait';
  const helper = spawn('sh', ['-c', script, 'sh', String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => {
    helper.once('exit', () => {
      resolve();
    });
  });
  const pids = await new Promise<readonly number[]>((resolve, reject) => {
    let text = '';
    helper.once('error', reject);
    helper.once('exit', () => {
      reject(new Error(`only ${String(text.split('\n').length)} processes could be started`));
    });
    helper.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.endsWith('ready\n')) resolve(text.split('\n').slice(0, -2).map(Number));
    });
  });
  return {
    pids,
    async end() {
      for (const pid of pids) endOne(pid);
      await ended;
    },
  };
}

function endOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself; its pid stays its own until the helper has collected it.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
