import { useState } from 'react';

export interface Action {
  readonly running: boolean;
  /** What went wrong the last time, for showing it beside the button. */
  readonly error: unknown;
  run(action: () => Promise<unknown>, onDone?: () => void): void;
}

/** Runs something a dialog started: busy while it runs, and its failure stays in the dialog. */
export function useAction(): Action {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  return {
    running,
    error,
    run: (action, onDone) => {
      setRunning(true);
      setError(null);
      action().then(
        () => {
          setRunning(false);
          onDone?.();
        },
        (thrown: unknown) => {
          setRunning(false);
          setError(thrown);
        },
      );
    },
  };
}
