/** Commands that go on until Ctrl-C, or until they have shown enough. */
import type { CommandContext } from '../context.ts';

interface Stream {
  /** Shows one occurrence, unless there were enough already. */
  readonly take: (show: () => void) => void;
  /** Enough, whatever was shown. */
  readonly end: () => void;
}

/**
 * Hears an event as often as `--count` says, or until Ctrl-C. `subscribe` returns what ends the subscription.
 * Rejects when the way to the event is lost.
 */
export async function untilEnough(context: CommandContext, subscribe: (stream: Stream) => () => void): Promise<void> {
  const { signal, values } = context;
  const { lost } = await context.session();
  let left = values.number('count') ?? Number.POSITIVE_INFINITY;
  let settle: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const end = (): void => {
    left = 0;
    settle();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const unsubscribe = subscribe({
    take(show) {
      if (left <= 0) return;
      left -= 1;
      show();
      if (left <= 0) end();
    },
    end,
  });
  try {
    await Promise.race([enough, lost]);
  } finally {
    signal.removeEventListener('abort', end);
    unsubscribe();
  }
}
