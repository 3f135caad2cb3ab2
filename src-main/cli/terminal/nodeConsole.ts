/** The real terminal. */
import type { Console } from './console.ts';
import { openNodeScreen } from './nodeScreen.ts';

export function createNodeConsole(): Console {
  const { stdin, stdout, stderr } = process;
  return {
    write(text) {
      stdout.write(text);
    },
    writeError(text) {
      stderr.write(text);
    },
    outputIsTerminal: stdout.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY,
    get columns() {
      // A terminal that does not tell its size answers 0.
      return stdout.isTTY && stdout.columns > 0 ? stdout.columns : 100;
    },
    get rows() {
      return stdout.isTTY && stdout.rows > 0 ? stdout.rows : 50;
    },
    env: process.env,
    askLine,
    askKey,
    openScreen: openNodeScreen,
    readInput,
  };
}

async function askLine(question: string, signal: AbortSignal): Promise<string> {
  // Loaded only to ask: most commands never do.
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C inside readline does not raise SIGINT by itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<string>((resolve) => {
    lines.once('close', () => {
      resolve('');
    });
  });
  try {
    return await Promise.race([lines.question(question, { signal }), closed]);
  } catch (error) {
    // Ctrl-C is no answer; the caller looks at its signal.
    if (signal.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}

function askKey(show: (secondsLeft: number) => void, seconds: number, signal: AbortSignal): Promise<string | null> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const deadline = performance.now() + seconds * 1000;
    const finish = (answer: string | null): void => {
      clearInterval(ticker);
      stdin.off('data', read);
      signal.removeEventListener('abort', abort);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(answer);
    };
    const read = (data: Buffer): void => {
      const key = data.toString('utf8')[0] ?? '';
      if (key === '\u0003') process.kill(process.pid, 'SIGINT');
      else finish(key);
    };
    const abort = (): void => {
      finish('');
    };
    const tick = (): void => {
      const left = Math.ceil((deadline - performance.now()) / 1000);
      if (left <= 0) finish(null);
      else show(left);
    };
    const ticker = setInterval(tick, 1000);
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', read);
    signal.addEventListener('abort', abort, { once: true });
    tick();
  });
}

async function readInput(maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) throw new Error(`standard input is larger than ${String(maxBytes)} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
