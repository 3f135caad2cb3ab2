/** Exit codes of the program; 126 and 127 belong to pkexec(1) and the shell, so none of ours may be one of them. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 64,
  /** Something could not be undone; the text says what. */
  partly: 65,
  notAllowed: 77,
  journalUnreadable: 78,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
