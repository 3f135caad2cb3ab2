/** What other modules tell, as values, for what is not sent on as it is. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { MonitorApi } from '../api.ts';
import type { SharedEvent } from '../eventChannel.ts';
import { type Answer, Refused } from '../module.ts';

const noHeader = (): Buffer => Buffer.alloc(0);

/** Calls back with each payload, parsed. Returns what ends it; undefined when this monitor has no such event. */
export function onEvent(api: MonitorApi, event: string, receive: (payload: unknown) => void): (() => void) | undefined {
  try {
    return api.event({ event }).subscribe((occurrence) => {
      receive(payloadOf(occurrence));
    });
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function payloadOf(event: SharedEvent): unknown {
  const message = JSON.parse(event.bytes(0, noHeader).toString('utf8')) as { readonly params: { readonly payload: unknown } };
  return message.params.payload;
}

/** The newest frame, for who needs one before the next sample comes. */
export function newestFrame(api: MonitorApi): MonitorFrame {
  const answer = api.call('monitor.snapshot', {}, false);
  if (answer instanceof Promise) throw new Error('the newest frame must be there at once');
  return answerValue(answer) as MonitorFrame;
}

/** An answer as a value, whether it came as one or as bytes. */
export function answerValue(answer: Answer): unknown {
  return 'raw' in answer ? JSON.parse(Buffer.concat(answer.raw).toString('utf8')) : answer;
}
