/** The app's own command line; Chromium's switches on the same line are not its business. */

export interface AppArguments {
  /** Passed on to hecated. */
  readonly forPrograms: readonly string[];
}

/** `--sysroot FOLDER` or `--sysroot=FOLDER` shows a recorded machine instead of this one. */
export function appArguments(argv: readonly string[]): AppArguments {
  for (const [index, argument] of argv.entries()) {
    const joined = /^--sysroot=(.+)$/.exec(argument)?.[1];
    const folder = joined ?? (argument === '--sysroot' ? argv[index + 1] : undefined);
    if (folder !== undefined) return { forPrograms: ['--sysroot', folder] };
  }
  return { forPrograms: [] };
}
