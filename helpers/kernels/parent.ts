/** A measurement that nobody waits for must not go on: it would be in the way of the next one. */
import { fstatSync } from 'node:fs';

const lookEveryMs = 250;

/**
 * Calls `gone` when the program's parent has ended, or when whoever holds the other end of its standard input closes it.
 * An input that is a file, a terminal or /dev/null says nothing about anybody.
 */
export function whenParentIsGone(gone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) gone();
  }, lookEveryMs).unref();
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.on('error', gone);
  process.stdin.on('end', gone);
  process.stdin.resume();
  process.stdin.unref();
}
