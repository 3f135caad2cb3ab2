import { useEffect } from 'react';
import { useFeatures } from './context.ts';

/**
 * Loads what a page shows as soon as there is a connection, and again after
 * each reconnection: a page that is opened first must not fail only because it
 * was faster than the service. `load` must be the same function every time.
 */
export function useWhenConnected(load: () => Promise<unknown>): void {
  const { session, inBackground } = useFeatures();
  useEffect(
    () =>
      session.onOpen(() => {
        inBackground(load());
        return () => undefined;
      }),
    [session, inBackground, load],
  );
}
