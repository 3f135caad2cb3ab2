/** Whether anybody can see the page: what nobody sees is not asked for. */

export interface Visibility {
  isVisible(): boolean;
  onChange(listener: () => void): () => void;
}

export const pageVisibility: Visibility = {
  isVisible: () => document.visibilityState === 'visible',
  onChange: (listener) => {
    document.addEventListener('visibilitychange', listener);
    return () => {
      document.removeEventListener('visibilitychange', listener);
    };
  },
};

/** Runs `start` while the page can be seen, and the function that it returned when it no longer can. */
export function whileVisible(visibility: Visibility, start: () => () => void): () => void {
  let stop: (() => void) | undefined;
  function follow(): void {
    const visible = visibility.isVisible();
    if (visible) stop ??= start();
    else {
      stop?.();
      stop = undefined;
    }
  }
  follow();
  const forget = visibility.onChange(follow);
  return () => {
    forget();
    stop?.();
    stop = undefined;
  };
}
