import { useCallback, useEffect, useState } from 'react';
import { isAppError } from '../../../../src-main/contracts/errors.ts';
import type { ProcessDetail } from '../../../../src-main/contracts/processes.ts';
import { useFeatures } from '../../app/context.ts';
import { pageVisibility, whileVisible } from '../../lib/visibility.ts';
import type { ProcessTarget } from './processesStore.ts';

const everyMs = 2_000;

export interface DetailState {
  /** What was last known, also after the process has ended. */
  readonly detail: ProcessDetail | null;
  readonly ended: boolean;
  readonly error: unknown;
}

export interface WatchedDetail extends DetailState {
  /** Shows at once what an action answered. */
  readonly accept: (detail: ProcessDetail) => void;
  readonly markEnded: () => void;
}

/** One process, read again every two seconds while it is shown and the page can be seen. */
export function useDetail({ pid, startTicks }: ProcessTarget): WatchedDetail {
  const { processes } = useFeatures();
  const [state, setState] = useState<DetailState>({ detail: null, ended: false, error: null });
  const accept = useCallback((detail: ProcessDetail) => {
    setState({ detail, ended: false, error: null });
  }, []);
  const markEnded = useCallback(() => {
    setState((before) => ({ ...before, ended: true, error: null }));
  }, []);
  useEffect(() => {
    let stopped = false;
    function read(): void {
      processes.detail({ pid, startTicks }).then(
        (detail) => {
          if (!stopped) accept(detail);
        },
        (error: unknown) => {
          if (stopped) return;
          if (isAppError(error, 'process.gone')) markEnded();
          else setState((before) => ({ ...before, error }));
        },
      );
    }
    const stop = whileVisible(pageVisibility, () => {
      read();
      const timer = setInterval(read, everyMs);
      return () => {
        clearInterval(timer);
      };
    });
    return () => {
      stopped = true;
      stop();
    };
  }, [processes, pid, startTicks, accept, markEnded]);
  return { ...state, accept, markEnded };
}
