/** A typed event. A listener that throws is reported and does not stop the others. */

export class Emitter<T> {
  readonly #listeners = new Set<(payload: T) => void>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void = rethrowLater) {
    this.#onListenerError = onListenerError;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  readonly subscribe = (listener: (payload: T) => void): (() => void) => {
    // A wrapper per subscription, so that subscribing the same function twice means two calls and two removals.
    const entry = (payload: T): void => {
      listener(payload);
    };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  fire(payload: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(payload);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
