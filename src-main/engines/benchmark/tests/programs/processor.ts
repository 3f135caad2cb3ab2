/** Processor: cryptography by openssl and compression by 7-Zip. */
import type { BenchmarkGroup } from '../../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../../contracts/value.ts';
import type { Host } from '../../../../host/port.ts';
import { type OpensslSpeed, opensslBytesPerSecond, opensslSignaturesPerSecond, parseOpensslSpeed } from '../../parse/opensslSpeed.ts';
import { parseSevenZip } from '../../parse/sevenZip.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { cancelledError, runGuarded, runMeasuring } from './guarded.ts';
import { headline, programTest } from './programTest.ts';
import { type FoundTool, openssl, sevenZip } from './tools.ts';

const opensslBlockBytes = 16_384;
/** The shortest that openssl can do; whole seconds only. */
const opensslSeconds = 1;
const opensslTimeoutMs = 30_000;
const ciphers = ['aes-256-gcm', 'sha256', 'chacha20-poly1305'] as const;
const rsaBits = 4096;

/** Threads of this machine; 1 when it is not known. */
function threadsOf({ inventory }: TestContext): number {
  return Math.max(1, okValue(inventory.cpu.threads) ?? 1);
}

/**
 * One figure of `openssl speed`. -elapsed: by the clock and not by processor time, which would look the same on a busy machine.
 * The children of -multi end by themselves after a second: when their parent is gone, their first line has nowhere to go (SIGPIPE).
 */
async function opensslSpeed(
  host: Host,
  tool: FoundTool,
  signal: AbortSignal,
  processes: number,
  what: readonly string[],
): Promise<OpensslSpeed> {
  const multi = processes > 1 ? ['-multi', String(processes)] : [];
  const args = ['speed', '-mr', '-elapsed', '-seconds', String(opensslSeconds), ...multi, ...what];
  const { stdout } = await runMeasuring(host, { program: tool.command, args, timeoutMs: opensslTimeoutMs, signal });
  return parseOpensslSpeed(stdout);
}

function bulk(algorithm: string): readonly string[] {
  return ['-bytes', String(opensslBlockBytes), '-evp', algorithm];
}

interface CryptoTest {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly how: string;
  readonly processes: (context: TestContext) => number;
}

function cryptoTest({ processes, how, ...test }: CryptoTest): BenchmarkTest {
  return programTest({
    ...test,
    version: 1,
    area: 'cpu',
    tool: openssl,
    method: `openssl speed for ${String(opensslSeconds)} s each by the clock, ${how}: blocks of ${String(opensslBlockBytes)} bytes with AES-256-GCM, SHA-256 and ChaCha20-Poly1305, and signatures with RSA ${String(rsaBits)}. Nothing is thrown away.`,
    seconds: 30,
    scratchBytes: 0,
    metrics: [
      headline('aes256Gcm', 'AES-256-GCM', 'MB/s', 'higher'),
      headline('sha256', 'SHA-256', 'MB/s', 'higher'),
      headline('chacha20Poly1305', 'ChaCha20-Poly1305', 'MB/s', 'higher'),
      headline('rsa4096Sign', 'RSA 4096 signatures', '1/s', 'higher'),
    ],
    rounds: { warmUp: 0, minimum: 4, maximum: 30 },
    start(context, tool) {
      const count = processes(context);
      return Promise.resolve({
        parameters: { processes: count, blockBytes: opensslBlockBytes },
        async round(signal) {
          const bytesPerSecond: number[] = [];
          for (const algorithm of ciphers) {
            const speed = await opensslSpeed(context.host, tool, signal, count, bulk(algorithm));
            bytesPerSecond.push(opensslBytesPerSecond(speed, algorithm));
          }
          const [aes = Number.NaN, sha = Number.NaN, chacha = Number.NaN] = bytesPerSecond;
          const rsa = await opensslSpeed(context.host, tool, signal, count, [`rsa${String(rsaBits)}`]);
          return {
            values: {
              aes256Gcm: aes / 1e6,
              sha256: sha / 1e6,
              chacha20Poly1305: chacha / 1e6,
              rsa4096Sign: opensslSignaturesPerSecond(rsa, rsaBits),
            },
          };
        },
      });
    },
  });
}

export const cpuCrypto = cryptoTest({
  id: 'cpu.crypto',
  title: 'Cryptography, one core',
  groups: ['standard', 'full'],
  how: 'in one process',
  processes: () => 1,
});

export const cpuCryptoMulti = cryptoTest({
  id: 'cpu.cryptoMulti',
  title: 'Cryptography, all processors',
  groups: ['standard', 'full', 'stress'],
  how: 'in one process for each hardware thread at the same time',
  processes: threadsOf,
});

/** No setting of disks, memory or the network has a say in it. */
export const cpuHash = programTest({
  id: 'cpu.hash',
  version: 1,
  title: 'SHA-256 in the cache',
  area: 'cpu',
  groups: [],
  tool: openssl,
  method: `openssl speed for ${String(opensslSeconds)} s by the clock: SHA-256 of the same ${String(opensslBlockBytes)} bytes over and over, which stay in the processor’s cache. The first round is thrown away.`,
  seconds: 12,
  scratchBytes: 0,
  metrics: [headline('sha256', 'SHA-256', 'MB/s', 'higher')],
  rounds: { warmUp: 1, minimum: 5, maximum: 60 },
  start: (context, tool) =>
    Promise.resolve({
      parameters: { processes: 1, blockBytes: opensslBlockBytes },
      async round(signal) {
        const speed = await opensslSpeed(context.host, tool, signal, 1, bulk('sha256'));
        return { values: { sha256: opensslBytesPerSecond(speed, 'sha256') / 1e6 } };
      },
    }),
});

/** 4 MiB, the smallest dictionary of 7-Zip's own list: larger than most second-level caches. */
const dictionaryBits = 22;
const sevenZipMs = 500;
const sevenZipTimeoutMs = 120_000;

function compressTest(test: {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly how: string;
  readonly threads: (context: TestContext) => number;
}): BenchmarkTest {
  const { how, threads, ...rest } = test;
  return programTest({
    ...rest,
    version: 1,
    area: 'cpu',
    tool: sevenZip,
    method: `7-Zip’s own benchmark (7z b), ${how}, one pass with a dictionary of 4 MiB; the rating is in million instructions per second of its reference machine. The first round is thrown away.`,
    seconds: 30,
    scratchBytes: 0,
    metrics: [headline('compress', 'Compressing', 'MIPS', 'higher'), headline('decompress', 'Decompressing', 'MIPS', 'higher')],
    rounds: { warmUp: 1, minimum: 5, maximum: 30 },
    async start(context, tool) {
      const count = threads(context);
      const short = await knowsShortRounds(context, tool);
      const args = [...benchmarkArguments(count, dictionaryBits), ...(short ? [`-mtimems=${String(sevenZipMs)}`] : [])];
      return {
        parameters: { threads: count, dictionaryMiB: 2 ** (dictionaryBits - 20), shortRounds: short },
        async round(signal) {
          const call = { program: tool.command, args, timeoutMs: sevenZipTimeoutMs, signal };
          const { compressMips, decompressMips } = parseSevenZip((await runMeasuring(context.host, call)).stdout);
          return { values: { compress: compressMips, decompress: decompressMips } };
        },
      };
    },
  });
}

function benchmarkArguments(threads: number, bits: number): readonly string[] {
  return ['b', '1', `-md${String(bits)}`, `-mmt${String(threads)}`];
}

/** Older 7-Zip takes no time for a measurement and works twice as long; it ends with an error when it is asked. @throws AppError cancelled */
async function knowsShortRounds(context: TestContext, tool: FoundTool): Promise<boolean> {
  const args = [...benchmarkArguments(1, 18), '-mtimems=10'];
  const result = await runGuarded(context.host, { program: tool.command, args, timeoutMs: sevenZipTimeoutMs, signal: context.signal });
  if (result.failure === 'cancelled' || context.signal.aborted) throw cancelledError(tool.name);
  return result.exitCode === 0;
}

export const cpuCompress = compressTest({
  id: 'cpu.compress',
  title: 'Compression, all processors',
  groups: ['standard', 'full', 'stress'],
  how: 'on all hardware threads',
  threads: threadsOf,
});

export const cpuCompressSingle = compressTest({
  id: 'cpu.compressSingle',
  title: 'Compression, one core',
  groups: ['standard', 'full'],
  how: 'on one thread',
  threads: () => 1,
});
