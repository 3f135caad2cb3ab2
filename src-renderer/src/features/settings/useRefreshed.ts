import { useEffect } from 'react';
import { useFeatures } from '../../app/context.ts';
import { pageVisibility, whileVisible } from '../../lib/visibility.ts';

/** Loads when there is a connection and every `everyMs` after, while the page is seen. `load` must be the same function every time. */
export function useRefreshed(load: () => Promise<unknown>, everyMs: number): void {
  const { session, inBackground } = useFeatures();
  useEffect(
    () =>
      whileVisible(pageVisibility, () =>
        session.onOpen(() => {
          inBackground(load());
          const timer = setInterval(() => {
            inBackground(load());
          }, everyMs);
          return () => {
            clearInterval(timer);
          };
        }),
      ),
    [session, inBackground, load, everyMs],
  );
}
