/** Network, by iperf3: to a machine of the user's choice, or over loopback, which measures the processor. */
import { parseInteger } from '../../../../base/text.ts';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import { isAppError } from '../../../../contracts/errors.ts';
import type { Host } from '../../../../host/port.ts';
import { type Iperf3Result, parseIperf3 } from '../../parse/iperf3.ts';
import { badOutput } from '../../parse/programOutput.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { checkedResult, runGuarded } from './guarded.ts';
import { loopbackAddress, startLoopbackServer } from './loopbackServer.ts';
import { beside, headline, programTest, type StartedProgram } from './programTest.ts';
import { type FoundTool, iperf3 } from './tools.ts';

const measureSeconds = 2;
const omitSeconds = 1;
const timeoutMs = 30_000;
/** A server that is not there refuses at once; one behind a firewall says nothing. */
const connectTimeoutMs = 5_000;
const loopbackLabel = 'processor test over loopback';
/** A rate that any network of today carries, so that what is lost is lost for another reason than its capacity. */
const gentleBits = '50M';

interface Transfer {
  readonly address: string;
  readonly port?: number;
  readonly more: readonly string[];
}

/** The server may still be busy with the end of the last transfer, or with that of another machine. */
const busyAttempts = 20;
const busyWaitMs = 250;

/** @throws AppError cancelled, proof.measureFailed with iperf3's own error */
async function transfer(host: Host, tool: FoundTool, signal: AbortSignal, to: Transfer): Promise<Iperf3Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transferOnce(host, tool, signal, to);
    } catch (error) {
      const busy = isAppError(error, 'proof.measureFailed') && error.details.problem.includes('server is busy');
      if (!busy || attempt === busyAttempts) throw error;
      await host.clock.sleep(busyWaitMs, signal);
    }
  }
}

async function transferOnce(host: Host, tool: FoundTool, signal: AbortSignal, { address, port, more }: Transfer): Promise<Iperf3Result> {
  const timing = ['-t', String(measureSeconds), '-O', String(omitSeconds), '--connect-timeout', String(connectTimeoutMs)];
  const args = ['-J', '-c', address, ...(port === undefined ? [] : ['-p', String(port)]), ...timing, ...more];
  const call = { program: tool.command, args, timeoutMs, signal };
  const result = await runGuarded(host, call);
  // Its own words about what went wrong stand in the document, with exit code 1.
  const hasDocument = result.exitCode !== null && !result.truncated && result.stdout.includes('{');
  return parseIperf3(hasDocument && !signal.aborted ? result.stdout : checkedResult(call, result).stdout);
}

const gigabits = (bits: number): number => bits / 1e9;
const megabits = (bits: number): number => bits / 1e6;

/** @throws AppError proof.measureFailed */
function known(value: number | null, what: string): number {
  if (value === null) throw badOutput('iperf3', `${what} is missing`);
  return value;
}

interface LoopbackTest extends Pick<BenchmarkTest, 'id' | 'title' | 'groups' | 'method' | 'metrics'> {
  readonly more: (host: Host) => readonly string[];
  readonly values: (result: Iperf3Result) => Readonly<Record<string, number>>;
}

function loopbackTest({ more, values, ...test }: LoopbackTest): BenchmarkTest {
  return programTest({
    ...test,
    version: 1,
    area: 'network',
    tool: iperf3,
    seconds: 25,
    scratchBytes: 0,
    rounds: { warmUp: 1, minimum: 5, maximum: 40 },
    async start(context, tool): Promise<StartedProgram> {
      const { host } = context;
      const server = await startLoopbackServer(host, tool, context.signal);
      return {
        label: loopbackLabel,
        parameters: { address: loopbackAddress, seconds: measureSeconds, omittedSeconds: omitSeconds },
        async round(signal) {
          const to = { address: loopbackAddress, port: server.port, more: more(host) };
          return { values: values(await transfer(host, tool, signal, to)) };
        },
        dispose: () => server.stop(),
      };
    },
  });
}

const timingText = `for ${String(measureSeconds)} s after ${String(omitSeconds)} s that does not count`;

export const networkLoopback = loopbackTest({
  id: 'network.loopback',
  title: 'TCP inside this machine',
  groups: ['standard', 'full'],
  method: `iperf3 sends over one TCP connection from this machine to itself ${timingText}. No network card takes part: it measures the processor, its memory and the network code of the kernel. The first round is thrown away.`,
  metrics: [headline('tcp', 'TCP over loopback', 'Gbit/s', 'higher')],
  more: () => [],
  values: (result) => ({ tcp: gigabits(result.receivedBitsPerSecond) }),
});

const wantedBufferBytes = 16 * 1024 ** 2;

/**
 * A program that asks for 16 MiB gets what the kernel allows, twice rmem_max or wmem_max as the kernel counts it
 * (socket(7), SO_RCVBUF). iperf3 would give up instead of taking less, so it is told to ask for that.
 */
function allowedBuffer(host: Host): number {
  const limits = ['rmem_max', 'wmem_max'].flatMap((name) => {
    const result = host.files.read(`/proc/sys/net/core/${name}`);
    const value = result.ok ? parseInteger(result.text) : undefined;
    return value === undefined ? [] : [2 * value];
  });
  return Math.min(wantedBufferBytes, ...limits);
}

export const networkUdpBurst = loopbackTest({
  id: 'network.udpBurst',
  title: 'UDP faster than it is read',
  groups: [],
  method: `iperf3 sends datagrams of 8000 bytes from this machine to itself as fast as it can ${timingText}, with socket buffers of 16 MiB or what the kernel allows. What does not fit into the buffer of the receiver is lost. The first round is thrown away.`,
  metrics: [headline('delivered', 'Datagrams that arrived', 'Gbit/s', 'higher')],
  more: (host) => ['-u', '-b', '0', '-l', '8000', '-w', String(allowedBuffer(host))],
  values: (result) => ({ delivered: gigabits(result.receivedBitsPerSecond) }),
});

const peerMetrics: readonly MetricInfo[] = [
  headline('send', 'TCP to the other machine', 'Mbit/s', 'higher'),
  headline('receive', 'TCP from the other machine', 'Mbit/s', 'higher'),
  beside('retransmits', 'Segments sent again', 'segments', 'lower'),
  beside('udpJitter', 'UDP jitter at 50 Mbit/s', 'ms', 'lower'),
  beside('udpLost', 'UDP lost at 50 Mbit/s', '%', 'lower'),
];

export const networkPeer = programTest({
  id: 'network.peer',
  version: 1,
  title: 'TCP and UDP to another machine',
  area: 'network',
  groups: ['standard', 'full'],
  tool: iperf3,
  method: `iperf3 sends to the chosen machine over one TCP connection ${timingText}, receives from it for as long, and then sends UDP at 50 Mbit/s, of which jitter and loss count. The first round is thrown away.`,
  seconds: 70,
  scratchBytes: 0,
  metrics: peerMetrics,
  rounds: { warmUp: 1, minimum: 3, maximum: 12 },
  alsoNeeds: ({ parameters }) =>
    parameters.peer === null
      ? {
          state: 'missing',
          why: 'no other machine was named',
          howToGet: 'run iperf3 -s on another machine and give its name or address as the parameter peer',
        }
      : { state: 'ready' },
  start({ host, parameters }: TestContext, tool) {
    // Without one `availability` says missing; here it would be this machine.
    const address = parameters.peer ?? loopbackAddress;
    return Promise.resolve({
      label: isThisMachine(address) ? loopbackLabel : null,
      parameters: { peer: address, seconds: measureSeconds, omittedSeconds: omitSeconds },
      async round(signal) {
        const run = (more: readonly string[]): Promise<Iperf3Result> => transfer(host, tool, signal, { address, more });
        const sent = await run([]);
        const received = await run(['-R']);
        const gentle = await run(['-u', '-b', gentleBits]);
        return {
          values: {
            send: megabits(sent.receivedBitsPerSecond),
            receive: megabits(received.receivedBitsPerSecond),
            ...(sent.retransmits === null ? {} : { retransmits: sent.retransmits }),
            udpJitter: known(gentle.jitterMs, 'end.sum_received.jitter_ms'),
            udpLost: known(gentle.lostPercent, 'end.sum_received.lost_percent'),
          },
        };
      },
    });
  },
});

function isThisMachine(address: string): boolean {
  return /^(?:localhost|127\.[0-9.]{1,11}|::1)$/i.test(address);
}
