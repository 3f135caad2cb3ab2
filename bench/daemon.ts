/** hecated: from process start to its first answer, what it holds, how fast it answers, and that it is gone when nobody needs it. */
import { spawn } from 'node:child_process';
import { cleanEnvironment, endChild, median, percentile, type Row, residentBytes, watchProcess } from './measure.ts';
import { connectWhenReady, timeRequests } from './rpc.ts';

export async function measureDaemon(
  hecated: string,
  env: Readonly<Record<string, string>>,
  socketPath: string,
  rounds: number,
): Promise<readonly Row[]> {
  const starts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = process.hrtime.bigint();
    const child = spawn(hecated, ['--idle-exit', '5'], { stdio: ['pipe', 'ignore', 'inherit'], env: cleanEnvironment(env) });
    try {
      const connection = await connectWhenReady(socketPath);
      await connection.sendRequest('system.hello', { protocol: '1', client: 'bench' });
      starts.push(Number(process.hrtime.bigint() - started) / 1e6);
      connection.dispose();
    } finally {
      await endChild(child);
    }
  }
  return [
    {
      name: 'hecated start to first answer',
      value: median(starts),
      unit: 'ms',
      budget: 100,
      how: `median of ${String(rounds)} starts, system.hello over its socket`,
    },
    ...(await measureRunningDaemon(hecated, env, socketPath)),
  ];
}

async function measureRunningDaemon(hecated: string, env: Readonly<Record<string, string>>, socketPath: string): Promise<readonly Row[]> {
  const child = spawn(hecated, ['--idle-exit', '2'], { stdio: ['pipe', 'ignore', 'inherit'], env: cleanEnvironment(env) });
  try {
    const connection = await connectWhenReady(socketPath);
    await connection.sendRequest('system.hello', { protocol: '1', client: 'bench' });
    await connection.sendRequest('hardware.inventory', {});
    await connection.sendRequest('tuning.plan', {});
    const queries = await timeRequests(connection, 'profiles.choice', {}, 500);
    const pid = child.pid ?? 0;
    const idle = await watchProcess(pid, 10);
    const rows: readonly Row[] = [
      {
        name: 'hecated query p99',
        value: percentile(queries, 0.99),
        unit: 'ms',
        budget: 10,
        how: '500 × profiles.choice, one after the other',
      },
      { name: 'hecated CPU with a silent client', value: idle.cpuPercent, unit: '%', budget: 1, how: '10 s' },
      {
        name: 'hecated RSS',
        value: residentBytes(pid) / 1e6,
        unit: 'MB',
        budget: null,
        how: 'after inventory and plan; not resident: it exits when nobody needs it',
      },
    ];
    const gone = new Promise<number>((resolve) => {
      const started = process.hrtime.bigint();
      child.once('exit', () => {
        resolve(Number(process.hrtime.bigint() - started) / 1e9);
      });
    });
    connection.dispose();
    const seconds = await Promise.race([gone, new Promise<null>((resolve) => setTimeout(resolve, 8000, null))]);
    return [
      ...rows,
      {
        name: 'hecated gone after the last client left',
        value: seconds,
        unit: 's',
        budget: 4,
        how: 'started with --idle-exit 2; null means it stayed',
      },
    ];
  } finally {
    await endChild(child);
  }
}
