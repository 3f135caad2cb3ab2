import { useCallback, useRef, useState } from 'react';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export interface Answer<T> extends Loadable<T> {
  reload(): Promise<void>;
}

/** One question: a later answer to it wins over an earlier one. */
interface Question<T> {
  readonly ask: () => Promise<T>;
  readonly load: () => Promise<void>;
}

function questionOf<T>(ask: () => Promise<T>, publish: (question: Question<T>, answer: Loadable<T>) => void): Question<T> {
  let answer = emptyLoadable<T>();
  const into = createLoader<T>(
    () => answer,
    (next) => {
      answer = next;
      publish(question, next);
    },
  );
  const question: Question<T> = { ask, load: () => into(ask) };
  return question;
}

/**
 * An answer that only one view shows: asked for when the view opens, when
 * `ask` becomes another function, and after each reconnection. The answer to
 * an earlier question is dropped, however late it comes.
 */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ readonly of: () => Promise<T>; readonly loadable: Loadable<T> }>({
    of: ask,
    loadable: emptyLoadable(),
  });
  const current = useRef<Question<T> | null>(null);
  const reload = useCallback(() => {
    const last = current.current;
    const question =
      last?.ask === ask
        ? last
        : questionOf(ask, (from, loadable) => {
            if (current.current === from) setState({ of: ask, loadable });
          });
    current.current = question;
    return question.load();
  }, [ask]);
  useWhenConnected(reload);
  const shown = state.of === ask ? state.loadable : { ...emptyLoadable<T>(), loading: true };
  return { ...shown, reload };
}
