/** Looks now and then whether somebody changed what is in force. Reports, and never writes anything back. */
import type { Disposable } from '../../base/disposable.ts';
import type { HostClock } from '../../host/port.ts';
import type { Log, SettingsPort } from '../../services/ports.ts';

export interface DriftWatchOptions {
  readonly clock: HostClock;
  readonly settings: SettingsPort;
  readonly log: Log;
  readonly check: () => Promise<unknown>;
}

/** Runs until it is disposed; a changed interval counts from the moment of the change. */
export function watchDrift(options: DriftWatchOptions): Disposable {
  let running: AbortController | undefined;
  let minutes: number | undefined;
  const restart = (): void => {
    const wanted = options.settings.get().driftCheckMinutes;
    if (wanted === minutes) return;
    minutes = wanted;
    running?.abort();
    running = undefined;
    if (wanted <= 0) return;
    running = new AbortController();
    loop(options, wanted * 60_000, running.signal).catch((error: unknown) => options.log.error('the drift watch stopped', error));
  };
  restart();
  const stopListening = options.settings.onChange(restart);
  return {
    dispose: () => {
      stopListening();
      running?.abort();
    },
  };
}

async function loop(options: DriftWatchOptions, intervalMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await options.clock.sleep(intervalMs, signal);
    if (signal.aborted) return;
    try {
      await options.check();
    } catch (error) {
      // The next round may succeed, for example once the executor is installed again.
      options.log.error('looking for drift failed', error);
    }
  }
}
