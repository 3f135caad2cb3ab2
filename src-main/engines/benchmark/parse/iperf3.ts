/** The JSON of `iperf3 -J`, client side. Pure. */
import { z } from 'zod';
import { printable } from '../../../base/text.ts';
import { badOutput, figure, programError, readJson } from './programOutput.ts';

export interface Iperf3Result {
  /** What arrived at the other end. */
  readonly receivedBitsPerSecond: number;
  /** TCP only. */
  readonly retransmits: number | null;
  /** UDP only. */
  readonly jitterMs: number | null;
  readonly lostPercent: number | null;
}

const report = z.object({
  error: z.string().optional(),
  end: z.object({
    // An end without them says in `error` why.
    sum_sent: z.object({ retransmits: figure.optional() }).optional(),
    sum_received: z.object({ bits_per_second: figure, jitter_ms: figure.optional(), lost_percent: figure.max(100).optional() }).optional(),
  }),
});

/** @throws AppError proof.measureFailed with iperf3's own error, or naming what is missing */
export function parseIperf3(text: string): Iperf3Result {
  const { error, end } = readJson('iperf3', text, report);
  if (error !== undefined) throw programError(`iperf3 says: ${printable(error.slice(0, 250))}`);
  const { sum_received: received, sum_sent: sent } = end;
  if (received === undefined) throw badOutput('iperf3', 'end.sum_received is missing');
  if (received.bits_per_second === 0) throw badOutput('iperf3', 'nothing arrived at the other end');
  return {
    receivedBitsPerSecond: received.bits_per_second,
    retransmits: sent?.retransmits ?? null,
    jitterMs: received.jitter_ms ?? null,
    lostPercent: received.lost_percent ?? null,
  };
}
