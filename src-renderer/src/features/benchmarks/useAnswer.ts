import { useCallback, useRef, useState } from 'react';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export interface Answer<T> extends Loadable<T> {
  reload(): Promise<void>;
}

/**
 * An answer that only one view shows: asked for when the view opens, when
 * `ask` becomes another function, and after each reconnection.
 */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ readonly of: () => Promise<T>; readonly loadable: Loadable<T> }>({
    of: ask,
    loadable: emptyLoadable(),
  });
  const latest = useRef<Loadable<T>>(emptyLoadable());
  const reload = useCallback(() => {
    const into = createLoader<T>(
      () => latest.current,
      (loadable) => {
        latest.current = loadable;
        setState({ of: ask, loadable });
      },
    );
    return into(ask);
  }, [ask]);
  useWhenConnected(reload);
  // The answer to another question is none to this one.
  const shown = state.of === ask ? state.loadable : { ...emptyLoadable<T>(), loading: true };
  return { ...shown, reload };
}
