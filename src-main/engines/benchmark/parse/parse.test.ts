import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../contracts/errors.ts';
import { parseCyclictest } from './cyclictest.ts';
import { fioSide, parseFio } from './fio.ts';
import { parseIperf3 } from './iperf3.ts';
import { mountOf } from './mountInfo.ts';
import { opensslBytesPerSecond, opensslSignaturesPerSecond, parseOpensslSpeed } from './opensslSpeed.ts';
import { parseSevenZip } from './sevenZip.ts';

/** The problem that a parser names, after a check that it is the one error it may throw. */
function problemOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (isAppError(error, 'proof.measureFailed')) return error.details.problem;
    throw error;
  }
  throw new Error('it took the output');
}

/** Whatever it gets, it gives finite figures or names what is missing, and soon. */
function neverBreaks(parse: (text: string) => readonly number[], samples: readonly string[]): void {
  const check = (text: string): void => {
    try {
      for (const value of parse(text)) if (!Number.isFinite(value) || value < 0) throw new Error(`gave ${String(value)}`);
    } catch (error) {
      if (!isAppError(error, 'proof.measureFailed')) throw error;
      expect(error.details.problem.length).toBeLessThan(500);
    }
  };
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), check));
  // A real answer with one piece of it exchanged.
  const pieces = fc.constantFrom('NaN', '1e999', '-1', '1e308', 'null', '"1"', '[]', '{}', '', '\0', '0', '9'.repeat(400));
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.nat(), pieces, (sample, at, piece) => {
      const numbers = [...sample.matchAll(/\d+(?:\.\d+)?/g)];
      const match = numbers[at % numbers.length]!;
      check(sample.slice(0, match.index) + piece + sample.slice(match.index + match[0].length));
      check(sample.slice(0, at % sample.length));
    }),
  );
  const started = performance.now();
  for (const part of ['{"a":[', '+F:1:a:1\n', 'Avr: ', '000001 000001\n', '# Max Latencies: 1', ' ', '9']) {
    check(part.repeat(Math.ceil((10 * 1024 ** 2) / part.length)));
  }
  expect(performance.now() - started).toBeLessThan(6_000);
}

const side = (change: object = {}): object => ({
  io_bytes: 536_870_912,
  bw_bytes: 950_597_725,
  iops: 901.259112,
  runtime: 1509,
  lat_ns: { mean: 8_841_289.878566, N: 1367 },
  clat_ns: { percentile: { '50.000000': 8_454_144, '99.000000': 11_075_584, '99.900000': 15_925_248 } },
  ...change,
});
const idle = { io_bytes: 0, bw_bytes: 0, iops: 0, runtime: 0, lat_ns: { mean: 0, N: 0 }, clat_ns: {} };
const fioText = (change: object = {}, job: object = {}): string =>
  `note: both iodepth >= 1 and synchronous I/O engine are selected\n${JSON.stringify({
    'fio version': 'fio-3.33',
    'jobs': [{ jobname: 'r', error: 0, read: side(change), write: idle, ...job }],
  })}`;

describe('the JSON of fio', () => {
  it('gives what a job did', () => {
    expect(fioSide(parseFio(fioText()), 'r', 'read')).toEqual({
      bytes: 536_870_912,
      runtimeMs: 1509,
      bytesPerSecond: 950_597_725,
      operationsPerSecond: 901.259112,
      operations: 1367,
      meanLatencyNs: 8_841_289.878566,
      p50Ns: 8_454_144,
      p99Ns: 11_075_584,
      p999Ns: 15_925_248,
    });
  });

  it('names what is missing or wrong', () => {
    const read = (text: string) => problemOf(() => fioSide(parseFio(text), 'r', 'read'));
    expect(read('fio: file not found')).toMatch(/JSON object is missing/);
    expect(read('{"jobs": [')).toMatch(/cut off/);
    expect(read('{"jobs": []}')).toMatch(/jobs/);
    expect(read(fioText({ iops: 'many' }))).toMatch(/jobs\.0\.read\.iops/);
    expect(read(fioText({ bw_bytes: -1 }))).toMatch(/bw_bytes/);
    expect(read(fioText({ lat_ns: { mean: 1e300, N: 1 } }))).toMatch(/lat_ns\.mean/);
    expect(read(fioText().replace('901.259112', '1e999'))).toMatch(/iops/);
    expect(read(fioText({ clat_ns: { percentile: { '50.000000': 1 } } }))).toMatch(/99\.000000/);
    expect(read(fioText(idle))).toMatch(/r did not read anything/);
    expect(read(fioText({}, { jobname: 'other' }))).toMatch(/job r is missing/);
    expect(read(fioText({}, { error: 5 }))).toMatch(/error 5/);
  });

  it('never breaks the reader', () => {
    neverBreaks((text) => Object.values(fioSide(parseFio(text), 'r', 'read')) as number[], [fioText()]);
  });
});

const opensslText = `Forked child 0
Got: +H:16384 from 0
Got: +F:25:ChaCha20-Poly1305:3549970432.00 from 0
+H:16384
+F:25:ChaCha20-Poly1305:7288537088.00
+F:6:sha256:1000.5:1794478286.87
+F2:4:4096:245.000000:15641.000000
`;

describe('openssl speed -mr', () => {
  it('gives the sum of all processes and the largest block', () => {
    const speed = parseOpensslSpeed(opensslText);
    expect(opensslBytesPerSecond(speed, 'chacha20-poly1305')).toBe(7_288_537_088);
    expect(opensslBytesPerSecond(speed, 'sha256')).toBe(1_794_478_286.87);
    expect(opensslSignaturesPerSecond(speed, 4096)).toBe(245);
  });

  it('names what is missing', () => {
    expect(problemOf(() => opensslBytesPerSecond(parseOpensslSpeed(opensslText), 'aes-256-gcm'))).toMatch(/aes-256-gcm/);
    expect(problemOf(() => opensslSignaturesPerSecond(parseOpensslSpeed('+F2:4:4096:inf:nan'), 4096))).toMatch(/rsa4096/);
    expect(problemOf(() => opensslBytesPerSecond(parseOpensslSpeed('+F:6:sha256:0.00'), 'sha256'))).toMatch(/sha256/);
  });

  it('never breaks the reader', () => {
    neverBreaks(
      (text) => {
        const speed = parseOpensslSpeed(text);
        return [opensslBytesPerSecond(speed, 'sha256'), opensslSignaturesPerSecond(speed, 4096)];
      },
      [opensslText],
    );
  });
});

const sevenZipText = `
7-Zip (z) 26.02 (x64) : Copyright (c) 1999-2026 Igor Pavlov : 2026-06-25
                       Compressing  |                  Decompressing
Dict     Speed Usage    R/U Rating  |      Speed Usage    R/U Rating
         KiB/s     %   MIPS   MIPS  |      KiB/s     %   MIPS   MIPS

22:       9958   180   5396   9688  |      99111   194   4355   8462
----------------------------------  | ------------------------------
Avr:      9958   180   5396   9688  |      99111   194   4355   8462
Tot:             187   4875   9075
`;

describe('7z b', () => {
  it('gives the ratings of the averages', () => {
    expect(parseSevenZip(sevenZipText)).toEqual({ compressMips: 9688, decompressMips: 8462 });
  });

  it('names what is missing', () => {
    expect(problemOf(() => parseSevenZip('System ERROR:\nCannot allocate memory'))).toMatch(/Avr:/);
    expect(problemOf(() => parseSevenZip('Avr: 1 2 3 4'))).toMatch(/decompressing/);
    expect(problemOf(() => parseSevenZip('Avr: 1 2 3 x | 1 2 3 4'))).toMatch(/compressing/);
    expect(problemOf(() => parseSevenZip(`Avr: 1 2 3 ${'9'.repeat(30)} | 1 2 3 4`))).toMatch(/compressing/);
  });

  it('never breaks the reader', () => {
    neverBreaks((text) => Object.values(parseSevenZip(text)) as number[], [sevenZipText]);
  });
});

const iperf3Text = JSON.stringify({
  start: { version: 'iperf 3.12' },
  end: {
    sum_sent: { bits_per_second: 22_460_206_076.3, retransmits: 10 },
    sum_received: { bits_per_second: 22_460_206_000.5, jitter_ms: 0.146, lost_percent: 58.7 },
  },
});

describe('the JSON of iperf3', () => {
  it('gives what arrived', () => {
    expect(parseIperf3(iperf3Text)).toEqual({
      receivedBitsPerSecond: 22_460_206_000.5,
      retransmits: 10,
      jitterMs: 0.146,
      lostPercent: 58.7,
    });
  });

  it('passes its own error on, without control characters, and names what is missing', () => {
    const refused = '{"end":{},"error":"unable to connect: \\u001b[31mConnection refused"}';
    expect(problemOf(() => parseIperf3(refused))).toBe('iperf3 says: unable to connect:  [31mConnection refused');
    expect(problemOf(() => parseIperf3('{"end":{}}'))).toMatch(/sum_received/);
    expect(problemOf(() => parseIperf3('{"end":{"sum_received":{"bits_per_second":0}}}'))).toMatch(/nothing arrived/);
    expect(problemOf(() => parseIperf3('{"end":{"sum_received":{"bits_per_second":1,"lost_percent":101}}}'))).toMatch(/lost_percent/);
  });

  it('never breaks the reader', () => {
    neverBreaks((text) => Object.values(parseIperf3(text)).filter((value): value is number => value !== null), [iperf3Text]);
  });
});

const cyclictestText = `# Histogram
000006 000000	000000
000007 000001	000002
000010 000004	000090
000020 000002	000000
# Total: 000000007 000000092
# Min Latencies: 00007 00007
# Avg Latencies: 00011 00010
# Max Latencies: 00020 01961
# Histogram Overflows: 00000 00001
# Histogram Overflow at cycle number:
# Thread 0:
# Thread 1: 01561
`;

describe('the histogram of cyclictest', () => {
  it('counts all threads together, and those beyond the histogram as the latest', () => {
    const latency = parseCyclictest(cyclictestText);
    expect(latency).toMatchObject({ wakeUps: 100, p50Us: 10, p99Us: 20, p999Us: 1961, maximumUs: 1961 });
    expect(latency.meanUs).toBeCloseTo((3 * 7 + 94 * 10 + 2 * 20 + 1961) / 100);
    expect(latency.histogram).toEqual([
      [7, 3],
      [10, 94],
      [20, 2],
    ]);
  });

  it('names what is missing', () => {
    expect(problemOf(() => parseCyclictest('FATAL: could not lock memory'))).toMatch(/Max Latencies/);
    expect(problemOf(() => parseCyclictest('# Max Latencies: 1\n'))).toMatch(/Histogram Overflows/);
    expect(problemOf(() => parseCyclictest('# Max Latencies: 1\n# Histogram Overflows: 0\n'))).toMatch(/empty/);
    expect(problemOf(() => parseCyclictest('# Max Latencies: -1\n# Histogram Overflows: 0\n'))).toMatch(/Max Latencies/);
  });

  it('never breaks the reader', () => {
    neverBreaks(
      (text) => {
        const { meanUs, p50Us, p99Us, p999Us, maximumUs } = parseCyclictest(text);
        return [meanUs, p50Us, p99Us, p999Us, maximumUs];
      },
      [cyclictestText],
    );
  });
});

describe('the list of mounts', () => {
  const text = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /tmp rw - tmpfs tmpfs rw
31 22 8:1 / /mnt/a\\040disk rw - xfs /dev/sda1 rw
32 31 8:2 / /mnt/a\\040disk rw - btrfs /dev/sda2 rw
nonsense
`;

  it('tells what a path lies on: the longest mount point, the last of equal ones', () => {
    expect(mountOf(text, '/home/me')).toEqual({ fileSystem: 'ext4', device: '254:0' });
    expect(mountOf(text, '/tmp')).toEqual({ fileSystem: 'tmpfs', device: '0:26' });
    expect(mountOf(text, '/tmpfile')).toEqual({ fileSystem: 'ext4', device: '254:0' });
    expect(mountOf(text, '/mnt/a disk/x')).toEqual({ fileSystem: 'btrfs', device: '8:2' });
    expect(mountOf('', '/')).toBeUndefined();
  });

  it('never breaks the reader', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (mounts, path) => {
        mountOf(mounts, path);
        mountOf(text.replace('ext4', mounts), `/${path}`);
      }),
    );
  });
});
