/** The real terminal as a screen: raw keys, and given back however this process ends. */
import { writeSync } from 'node:fs';
import { keysOf } from './keys.ts';
import { enterSequence, leaveSequence, Painter, type Screen, type ScreenEvents } from './screen.ts';

const endings = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export function openNodeScreen(events: ScreenEvents): Screen {
  const { stdin, stdout } = process;
  const painter = new Painter();
  const hasKeys = stdin.isTTY;
  let entered = false;

  const size = (): { columns: number; rows: number } => ({
    // A terminal that does not tell its size answers 0.
    columns: stdout.columns > 0 ? stdout.columns : 80,
    rows: stdout.rows > 0 ? stdout.rows : 24,
  });

  function enter(): void {
    if (entered) return;
    entered = true;
    if (hasKeys) {
      stdin.setRawMode(true);
      stdin.resume();
    }
    stdout.write(enterSequence);
    painter.forget();
  }

  function leave(): void {
    if (!entered) return;
    entered = false;
    if (hasKeys) {
      stdin.setRawMode(false);
      stdin.pause();
    }
    // Not through the stream: when the process ends right now, what is in its buffer is lost.
    giveBack();
  }

  const read = (data: Buffer): void => {
    for (const key of keysOf(data.toString('utf8'))) press(key);
  };

  function press(key: string): void {
    // Raw mode keeps the terminal from sending these signals by itself.
    if (key === 'ctrl-c') process.kill(process.pid, 'SIGINT');
    else if (key === 'ctrl-z') suspend();
    else events.onKey(key);
  }

  /** The shell gets its terminal back; after `fg` everything is drawn anew. */
  function suspend(): void {
    leave();
    process.once('SIGCONT', () => {
      enter();
      events.onRedraw();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  const resize = (): void => {
    painter.forget();
    events.onRedraw();
  };

  const end = (signal: NodeJS.Signals): void => {
    close();
    // With the handler gone the signal does what it does by default, so that the parent sees how this ended.
    process.kill(process.pid, signal);
  };

  function close(): void {
    leave();
    stdin.off('data', read);
    stdout.off('resize', resize);
    process.off('exit', leave);
    for (const signal of endings) process.off(signal, end);
  }

  if (hasKeys) stdin.on('data', read);
  stdout.on('resize', resize);
  // Also reached by an error that nobody caught.
  process.on('exit', leave);
  for (const signal of endings) process.on(signal, end);
  enter();

  return {
    get columns() {
      return size().columns;
    },
    get rows() {
      return size().rows;
    },
    draw(lines) {
      if (!entered) return;
      const { columns, rows } = size();
      const text = painter.paint(lines, columns, rows);
      if (text !== '') stdout.write(text);
    },
    close,
  };
}

function giveBack(): void {
  try {
    writeSync(1, leaveSequence);
  } catch (error) {
    // The terminal is gone (SIGHUP) or full (EAGAIN): there is nothing that could be given back.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
