import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import { connectStdio } from './stdio.ts';

const module = JSON.stringify(path.join(import.meta.dirname, 'stdio.ts'));

/** A child that serves `body`, where `connection` is its connection to us. */
function start(body: string): { connection: RpcConnection; exited: Promise<unknown> } {
  const script = `const { connectStdio } = await import(${module}); const connection = connectStdio(); ${body}; connection.listen();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = connectStdio({ input: child.stdout, output: child.stdin });
  const exited = once(child, 'exit');
  connection.listen();
  return { connection, exited };
}

describe('stdio', () => {
  it('delivers the answer of a child that exits right after it', async () => {
    const body = `connection.onRequest('last', () => { setImmediate(() => setImmediate(() => process.exit(0))); return { text: 'x'.repeat(60000) }; })`;
    for (let round = 0; round < 5; round += 1) {
      const { connection, exited } = start(body);
      const answer = (await connection.sendRequest('last', {})) as { text: string };
      expect(answer.text).toHaveLength(60_000);
      await exited;
    }
  });

  it('a child ends when we let go of it', async () => {
    const { connection, exited } = start(`connection.onRequest('ping', () => ({})); connection.onClose(() => { process.exitCode = 7; })`);
    await connection.sendRequest('ping', {});
    connection.dispose();
    expect(await exited).toEqual([7, null]);
  });

  it('a child that exits without an answer ends the call', async () => {
    const { connection, exited } = start(`connection.onRequest('die', () => process.exit(3))`);
    await expect(connection.sendRequest('die', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
    await exited;
  });

  it('text that is not ours on the pipe ends the connection, with a log line', async () => {
    const child = spawn('/bin/sh', ['-c', 'echo "Warning: something"; echo; cat >/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: string[] = [];
    const connection = connectStdio(
      { input: child.stdout, output: child.stdin },
      { log: { info: (line) => lines.push(line) }, name: 'child' },
    );
    connection.listen();
    await expect(connection.sendRequest('ping', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
    expect(lines).toEqual(['child: closed: text that is no header']);
    await once(child, 'exit');
  });
});
