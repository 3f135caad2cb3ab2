/** `hecate top` on a pseudo-terminal of its own, by script(1) of util-linux: what it leaves behind is what the user is left with. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { enterSequence, leaveSequence } from '../terminal/screen.ts';

const program = path.resolve(import.meta.dirname, '../testSupport/topOnFakes.ts');
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');
const slow = 60_000;

let started: ChildProcess | null = null;
afterEach(() => {
  started?.kill('SIGKILL');
  started = null;
});

interface Terminal {
  readonly output: () => string;
  readonly type: (text: string) => void;
  readonly ended: Promise<number | null>;
}

/** Prints the pid of `hecate top`, runs it, and says how it ended and what the terminal is like then. */
function open(args = ''): Terminal {
  const inside = `stty rows 24 cols 80; bash -c 'echo pid=$$; exec "$0" "${program}" ${args}' "${process.execPath}"; echo "code=$?"; stty -a | tr ';' '\\n' | grep -oE -- '-?icanon|-?echo ' `;
  const child = spawn('script', ['-qec', inside, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NO_COLOR: '1', TERM: 'xterm-256color' },
  });
  started = child;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return {
    output: () => output,
    type: (text) => child.stdin.write(text),
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}

async function drawn(terminal: Terminal): Promise<number> {
  await vi.waitFor(
    () => {
      expect(terminal.output()).toContain('python train.py');
    },
    { timeout: slow / 2, interval: 50 },
  );
  return Number(/pid=(\d+)/.exec(terminal.output())?.[1]);
}

function expectTerminalGivenBack(terminal: Terminal): void {
  const text = terminal.output();
  expect(text).toContain(enterSequence);
  // Once, and nothing is drawn afterwards.
  expect(text.split(leaveSequence)).toHaveLength(2);
  const after = text.slice(text.indexOf(leaveSequence) + leaveSequence.length);
  expect(after).not.toContain('\u001b[');
  expect(after).toMatch(/(^|\s)icanon\s+echo\s/);
}

describe.skipIf(!hasScript)('hecate top on a terminal (skipped without script of util-linux)', { timeout: slow }, () => {
  it('draws, takes keys, quits with q, and draws no hostile name as it is', async () => {
    const terminal = open();
    await drawn(terminal);
    terminal.type('t');
    await vi.waitFor(() => {
      expect(terminal.output()).toContain('└─python train.py');
    });
    expect(terminal.output()).toContain('x [31m root# 名前');
    expect(terminal.output()).not.toContain('\u202e');
    expect(terminal.output()).not.toContain('\u001b[31m');
    terminal.type('q');
    await terminal.ended;
    expect(terminal.output()).toContain('code=0');
    expectTerminalGivenBack(terminal);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 0],
  ] as const)('gives the terminal back on %s', async (signal, code) => {
    const terminal = open();
    process.kill(await drawn(terminal), signal);
    await terminal.ended;
    expect(terminal.output()).toContain(`code=${String(code)}`);
    expectTerminalGivenBack(terminal);
  });

  it('gives the terminal back on Ctrl-C and on an error that nobody caught', async () => {
    const interrupted = open();
    await drawn(interrupted);
    interrupted.type('\u0003');
    await interrupted.ended;
    expectTerminalGivenBack(interrupted);
    const crashed = open('crash');
    await drawn(crashed);
    await crashed.ended;
    expect(crashed.output()).not.toContain('code=0');
    expectTerminalGivenBack(crashed);
  });
});
