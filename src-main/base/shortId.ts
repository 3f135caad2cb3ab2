/** A name that is unlikely to be taken already: for log lines, jobs and temporary files. Never a secret: it can be guessed. */

/** 10 characters of a-z and 0-9. node:crypto would cost every start several milliseconds. */
export function shortId(): string {
  const part = (): string =>
    Math.floor(Math.random() * 36 ** 5)
      .toString(36)
      .padStart(5, '0');
  return part() + part();
}
