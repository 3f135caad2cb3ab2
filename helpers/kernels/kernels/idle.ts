/** Does nothing for a while and says what even that cost: the floor under all other figures. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineKernel, usualSeconds } from '../kernel.ts';

interface IdlePart {
  readonly cpuSeconds: number;
  readonly seconds: number;
}

export const idle = defineKernel<IdlePart>({
  name: 'idle',
  summary: 'percent of one processor that this program takes while it only waits',
  ranges: { bytes: null, threads: false, seconds: usualSeconds, intervalMicroseconds: null },
  async measure(thread) {
    const before = process.cpuUsage();
    const start = process.hrtime.bigint();
    await sleep(thread.options.seconds * 1000);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const used = process.cpuUsage(before);
    return { cpuSeconds: (used.user + used.system) / 1e6, seconds };
  },
  combine([part]) {
    if (part === undefined) throw new Error('no thread measured');
    return { values: { cpuPercent: (100 * part.cpuSeconds) / part.seconds }, checks: 0 };
  },
});
