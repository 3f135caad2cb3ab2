/** A named refusal below the level of a Plan: an operation says which of its fields is wrong and what would be right. */

/** `field` is a field of the operation, such as `value`. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** The kernel, a file system or a program said no. Always caught by apply, undo or recovery, and told with the step's name. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly field: string;

  constructor(field: string, problem: string, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause });
    this.field = field;
  }
}

/** Text of any thrown thing for a journal or a report. */
export function problemText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const meanings: Readonly<Record<string, string>> = {
  EINVAL: 'the kernel refuses this value',
  EBUSY: 'it is in use, or another setting owns it at the moment',
  EACCES: 'the kernel does not allow it to be changed',
  EPERM: 'the kernel does not allow it to be changed here',
  ENODEV: 'the device does not support it, or has gone',
  ENOENT: 'it does not exist on this machine',
  ENXIO: 'the device has gone',
  EIO: 'the device reported an error',
  EROFS: 'it is mounted read-only',
  ENOSPC: 'no space is left',
  ERANGE: 'the value is out of range',
  ENOMEM: 'there is not enough memory for it',
  EOPNOTSUPP: 'the device does not support it',
  ELOOP: 'a symbolic link is where a file should be',
};

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Plain words for a failed system call, with the name of the error at the end. */
export function systemProblem(path: string, error: unknown): string {
  const code = errorCode(error);
  const meaning = code === undefined ? undefined : meanings[code];
  if (code === undefined || meaning === undefined) return `${path}: ${problemText(error)}`;
  return `${path}: ${meaning} (${code})`;
}
