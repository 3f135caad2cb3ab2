/** Something that is fetched: the last good value stays on the screen while a newer one is loading or failed. */
import { AppError } from '../../../src-main/contracts/errors.ts';

export interface Loadable<T> {
  readonly value: T | null;
  readonly error: AppError | null;
  readonly loading: boolean;
}

export function emptyLoadable<T>(): Loadable<T> {
  return { value: null, error: null, loading: false };
}

/** Whatever was thrown, as an AppError; anything unexpected becomes `internal` with its own words. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error as AppError;
  return new AppError('internal', error instanceof Error ? error.message : String(error), { details: { logId: 'window' }, cause: error });
}

/**
 * Runs `fetch` and keeps `publish` informed. A later call of the same loader
 * wins: the answer of an older one is dropped.
 */
export function createLoader<T>(read: () => Loadable<T>, publish: (next: Loadable<T>) => void): (fetch: () => Promise<T>) => Promise<void> {
  let newest = 0;
  return async (fetch) => {
    newest += 1;
    const mine = newest;
    publish({ ...read(), loading: true });
    try {
      const value = await fetch();
      if (mine === newest) publish({ value, error: null, loading: false });
    } catch (error) {
      if (mine === newest) publish({ value: read().value, error: toAppError(error), loading: false });
    }
  };
}
