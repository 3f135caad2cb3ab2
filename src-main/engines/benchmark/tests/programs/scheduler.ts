/** How late the kernel wakes a real-time thread, by cyclictest. */
import { formatRangeList } from '../../../../base/text.ts';
import type { Availability } from '../../../../contracts/benchmark.ts';
import { okValue } from '../../../../contracts/value.ts';
import type { Host } from '../../../../host/port.ts';
import { parseCyclictest } from '../../parse/cyclictest.ts';
import type { TestContext } from '../../suite/test.ts';
import { runMeasuring } from './guarded.ts';
import { beside, headline, programTest } from './programTest.ts';
import { cyclictest } from './tools.ts';

const priority = 80;
const intervalUs = 500;
const seconds = 2;
const timeoutMs = 30_000;
/** Classes of one microsecond; what is later counts as the maximum. */
const histogramUs = 1900;
/** CAP_SYS_NICE of capabilities(7). */
const niceCapability = 23n;

export const schedulerCyclictest = programTest({
  id: 'scheduler.cyclictest',
  version: 1,
  title: 'Wake-up of real-time threads',
  area: 'scheduler',
  groups: ['standard', 'full'],
  tool: cyclictest,
  method: `cyclictest lets one thread on each processor sleep for ${String(intervalUs)} µs over and over for ${String(seconds)} s, with real-time priority ${String(priority)}, and measures how much later each is awake. Power management stays as it is (--default-system). The first round is thrown away.`,
  seconds: 20,
  scratchBytes: 0,
  metrics: [
    headline('mean', 'Late on average', 'µs', 'lower'),
    beside('p50', 'Late: median', 'µs', 'lower'),
    headline('p99', 'Late: 99 % are earlier than', 'µs', 'lower'),
    beside('p999', 'Late: 99.9 % are earlier than', 'µs', 'lower'),
    beside('maximum', 'Late: at most', 'µs', 'lower'),
  ],
  rounds: { warmUp: 1, minimum: 5, maximum: 30 },
  alsoNeeds: ({ host }) => realTimeAllowed(host),
  start(context, tool) {
    const threads = threadsOf(context);
    const where = ['-t', String(threads), '-a', formatRangeList(Array.from({ length: threads }, (_, index) => index))];
    const args = [
      ...['--default-system', '--quiet', '--mlockall', `--priority=${String(priority)}`, '--policy=fifo'],
      ...[`--interval=${String(intervalUs)}`, '--distance=0', `--duration=${String(seconds)}`, `--histogram=${String(histogramUs)}`],
      ...where,
    ];
    return Promise.resolve({
      parameters: { threads, priority, intervalUs },
      async round(signal) {
        const { stdout } = await runMeasuring(context.host, { program: tool.command, args, timeoutMs, signal });
        const { meanUs, p50Us, p99Us, p999Us, maximumUs, histogram } = parseCyclictest(stdout);
        return {
          values: { mean: meanUs, p50: p50Us, p99: p99Us, p999: p999Us, maximum: maximumUs },
          series: [
            {
              id: 'histogram',
              title: 'How late threads were',
              xTitle: 'Late by',
              xUnit: 'µs',
              yTitle: 'Wake-ups',
              yUnit: '',
              points: histogram.map(([late, count]): [number, number] => [late, count]),
            },
          ],
        };
      },
    });
  },
});

function threadsOf({ inventory }: TestContext): number {
  return Math.max(1, okValue(inventory.cpu.threads) ?? 1);
}

/** Root, a capability, or a limit above the priority; cyclictest itself would measure something else without a word. */
function realTimeAllowed(host: Host): Availability {
  const status = host.files.read('/proc/self/status');
  const mask = status.ok ? /^CapEff:\s*([0-9a-f]{16})$/m.exec(status.text)?.[1] : undefined;
  if (mask !== undefined && ((BigInt(`0x${mask}`) >> niceCapability) & 1n) === 1n) return { state: 'ready' };
  const limits = host.files.read('/proc/self/limits');
  const soft = limits.ok ? /^Max realtime priority\s+(\S+)/m.exec(limits.text)?.[1] : undefined;
  if (soft === 'unlimited' || Number(soft ?? 0) >= priority) return { state: 'ready' };
  return {
    state: 'missing',
    why: 'this user may not use real-time priorities',
    howToGet: `run it as root, or allow it with a line such as "@users - rtprio ${String(priority)}" in /etc/security/limits.conf and log in again`,
  };
}
