import { describe, expect, it } from 'vitest';
import { createNodeCommands } from './nodeCommands.ts';

const { run } = createNodeCommands();
const shell = (script: string, options: Parameters<typeof run>[2] = {}) => run('sh', ['-c', script], options);

/** A group that is gone cannot be signalled; zombies of a foreign parent may take a moment. */
async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('running programs', () => {
  it('passes arguments as they are and never through a shell', async () => {
    const result = await run('printf', ['%s|', '$(id)', 'a b', ';ls', '*']);
    expect(result).toEqual({ exitCode: 0, stdout: '$(id)|a b|;ls|*|', stderr: '', truncated: false, failure: 'none' });
  });

  it('sets LC_ALL=C, also against the caller’s wish', async () => {
    expect((await shell('echo $LC_ALL $EXTRA', { env: { LC_ALL: 'de_DE.UTF-8', EXTRA: 'yes' } })).stdout).toBe('C yes\n');
  });

  it('runs in the folder that is asked for', async () => {
    expect((await run('pwd', [], { folder: '/proc' })).stdout).toBe('/proc\n');
    expect(await run('pwd', [], { folder: '/nonexistent' })).toMatchObject({ exitCode: null, failure: 'notFound' });
  });

  it('returns exit codes and both outputs', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', failure: 'none' });
  });

  it('feeds standard input, also to a program that does not read it', async () => {
    expect((await run('cat', [], { stdin: 'hello' })).stdout).toBe('hello');
    expect(await run('true', [], { stdin: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
  });

  it('says when a program is not there', async () => {
    expect(await run('/nonexistent/program', [])).toMatchObject({ exitCode: null, failure: 'notFound' });
    expect(await run('/proc/version', [])).toMatchObject({ exitCode: null, failure: 'notFound' });
  });

  it('never rejects, even for arguments that no program can get', async () => {
    expect(await run('echo', ['a\0b'])).toMatchObject({ exitCode: null, failure: 'unavailable' });
  });

  it('ends a program that takes too long, with the children it left', async () => {
    const result = await shell('sleep 60 & echo $!; wait', { timeoutMs: 200 });
    expect(result).toMatchObject({ exitCode: null, failure: 'timeout' });
    expect(await isGone(Number(result.stdout.trim()))).toBe(true);
  });

  it('kills a program that ignores the request to end', async () => {
    const started = performance.now();
    const result = await shell('trap "" TERM; while :; do sleep 0.1; done', { timeoutMs: 100 });
    expect(result.failure).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('can be cancelled before and while it runs', async () => {
    expect(await shell('echo no', { signal: AbortSignal.abort() })).toMatchObject({ failure: 'cancelled', stdout: '' });
    const controller = new AbortController();
    const running = shell('echo started; sleep 60', {
      signal: controller.signal,
      onLine: () => {
        controller.abort();
      },
    });
    expect(await running).toMatchObject({ failure: 'cancelled', stdout: 'started\n', exitCode: null });
  });

  it('does not wait for a background child that keeps the output open', async () => {
    const started = performance.now();
    const result = await shell('sleep 5 & echo done');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('reports the end by a signal', async () => {
    expect(await shell('kill -9 $$')).toMatchObject({ exitCode: null, failure: 'signal' });
  });

  it('keeps at most the allowed output and says so', async () => {
    const result = await shell('yes | head -c 100000', { maxOutputBytes: 1000 });
    expect(result.stdout).toHaveLength(1000);
    expect(result).toMatchObject({ truncated: true, exitCode: 0 });
  });

  it('hands over lines as they come, split characters joined and the last line without its end', async () => {
    const lines: string[] = [];
    await shell('printf "\\303"; sleep 0.1; printf "\\244\\nb\\n\\nlast"', { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['ä', 'b', '', 'last']);
  });

  it('does not collect an endless line', async () => {
    const lines: string[] = [];
    await shell('head -c 300000 /dev/zero | tr "\\0" x', { onLine: (line) => lines.push(line) });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toHaveLength(300_000);
  });
});
