import { useEffect } from 'react';

/** Keeps something fresh for as long as the component is shown. `watch` must be the same function every time. */
export function useWatched(watch: () => () => void): void {
  useEffect(() => watch(), [watch]);
}
