/** Tests of what the kernel does for processes: waking and starting them. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { beside, headline } from '../programs/programTest.ts';
import { allThreads, kernelTest, kernelValues, needsThreads } from './kernelTest.ts';
import { anywhere } from './placement.ts';
import { runKernel } from './runKernel.ts';

const wakeupMetrics: readonly MetricInfo[] = [
  headline('p50', 'Wake-up latency, median', 'µs', 'lower'),
  headline('p99', 'Wake-up latency, 99 %', 'µs', 'lower'),
  beside('p999', 'Wake-up latency, 99.9 %', 'µs', 'lower'),
  beside('maximum', 'Wake-up latency, longest', 'µs', 'lower'),
];
const processMetrics: readonly MetricInfo[] = [
  headline('rate', 'Processes started', '1/s', 'higher'),
  beside('p50', 'Start to end, median', 'µs', 'lower'),
  beside('p99', 'Start to end, 99 %', 'µs', 'lower'),
];
const wakeupSeconds = 0.5;
const intervalMicroseconds = 1000;
const processSeconds = 0.5;

export const schedulerTests: readonly BenchmarkTest[] = [
  kernelTest({
    id: 'scheduler.wakeup',
    version: 1,
    title: 'Wake-up latency',
    area: 'scheduler',
    groups: ['quick', 'standard', 'full'],
    method:
      'As cyclictest does it, with ordinary priority: one thread for each logical processor sleeps for 1 ms at a time on a futex, with a timer slack of 1 ns, and looks how late it wakes. About one microsecond of each figure is the look itself; a longest one is of this half second only.',
    seconds: 4,
    metrics: wakeupMetrics,
    rounds: { warmUp: 0, minimum: 6, maximum: 40 },
    needs: needsThreads,
    start(context) {
      const threads = allThreads(context) ?? 1;
      return {
        parameters: { threads, intervalMicroseconds, seconds: wakeupSeconds },
        async round(signal) {
          const call = { kernel: 'wakeup', threads, seconds: wakeupSeconds, intervalMicroseconds, prefix: anywhere };
          const { values } = await runKernel(context, call, signal);
          return { values: kernelValues(values, wakeupMetrics) };
        },
      };
    },
  }),
  kernelTest({
    id: 'scheduler.processes',
    version: 1,
    title: 'Process creation',
    area: 'scheduler',
    groups: ['standard', 'full'],
    method:
      'A small shell starts /bin/true and waits for its end, one after the other. Asking the shell for it, some 50 microseconds, is part of each figure.',
    seconds: 6,
    metrics: processMetrics,
    rounds: { warmUp: 1, minimum: 6, maximum: 40 },
    start(context) {
      return {
        parameters: { program: '/bin/true', seconds: processSeconds },
        async round(signal) {
          const { values } = await runKernel(context, { kernel: 'processes', seconds: processSeconds, prefix: anywhere }, signal);
          return { values: kernelValues(values, processMetrics) };
        },
      };
    },
  }),
];
