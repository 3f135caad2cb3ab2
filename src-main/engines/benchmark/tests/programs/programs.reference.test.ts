/**
 * Figures of the suite beside those of the same programs called by hand, with
 * plain command lines and read from their human output, in the same minute.
 * Rounds take turns, so that both see the same machine. They agree when their
 * samples overlap or their medians are within 15 %, in the first or the second
 * attempt. Where more programs wait than can run nothing can agree, and that is said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch } from '../../../../services/scratch.ts';
import { median } from '../../model/statistics/index.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { programTests } from './index.ts';
import { testContext } from './testSupport/context.ts';

const signal = new AbortController().signal;
const closePercent = 15;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(process.env['HECATE_TEST_DISK'] ?? tmpdir(), 'hecate-reference-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program called by hand: what it printed. */
function byHand(program: string, args: readonly string[]): string {
  const done = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, timeout: 30_000 });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout + done.stderr;
}

function numberIn(text: string, pattern: RegExp): number {
  const value = Number(pattern.exec(text)?.[1]);
  if (!Number.isFinite(value)) throw new Error(`${String(pattern)} not in:\n${text.slice(0, 2000)}`);
  return value;
}

interface Agreement {
  readonly agree: boolean;
  readonly detail: string;
}

function compare(ours: readonly number[], theirs: readonly number[]): Agreement {
  const [a, b] = [median(ours), median(theirs)];
  const apartPercent = (Math.abs(a - b) / b) * 100;
  // So few samples have no interval that is narrower than their range.
  const overlap = Math.max(...ours) >= Math.min(...theirs) && Math.max(...theirs) >= Math.min(...ours);
  return { agree: overlap || apartPercent <= closePercent, detail: `suite ${String(ours)}; by hand ${String(theirs)}` };
}

/** More than twice as much to do as there are processors: whoever measures gets a part of one, and never the same. */
function isBusy(): boolean {
  return (loadavg()[0] ?? 0) > 2 * availableParallelism();
}

interface Case {
  readonly id: string;
  readonly metric: string;
  readonly rounds: number;
  readonly hand: () => number;
}

async function agreesWithHand({ id, metric, rounds, hand }: Case, skip: (why: string) => void): Promise<void> {
  const test = programTests.find((one) => one.id === id) as BenchmarkTest;
  const context = testContext({ scratch: createScratch({ stateFolder: folder }), threads: 1, folder });
  const availability = await test.availability(context);
  if (availability.state !== 'ready') {
    console.warn(`${id} is not compared: ${availability.why}`);
    skip(availability.why);
  }
  const prepared = await test.prepare(context);
  try {
    let outcome: Agreement = { agree: false, detail: 'not measured' };
    for (let attempt = 0; attempt < 2 && !outcome.agree; attempt += 1) {
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        ours.push((await prepared.round(signal)).values[metric]!);
        theirs.push(hand());
      }
      outcome = compare(ours, theirs);
    }
    console.info(`${id}.${metric}: ${outcome.detail}`);
    if (!outcome.agree && isBusy()) {
      console.warn(`${id} is not judged: others keep this machine busy`);
      skip('others keep this machine busy');
    }
    expect(outcome.agree, outcome.detail).toBe(true);
  } finally {
    await prepared.dispose();
  }
}

/** `1234.56k` of openssl: thousands of bytes per second. */
const opensslPattern = (algorithm: string): RegExp => new RegExp(`^${algorithm} +([0-9.]+)k`, 'im');
const fioUnits: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** `(998MB/s)` of fio's summary line, in decimal megabytes. */
function fioMegabytes(text: string): number {
  const match = /BW=[^(]+\(([0-9.]+)([kMG])B\/s\)/.exec(text);
  if (match === null) throw new Error(text.slice(0, 2000));
  return (Number(match[1]) * fioUnits[match[2]!]!) / 1e6;
}

const handFile = (): string => {
  const file = path.join(folder, 'by-hand');
  byHand('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=256', 'conv=fsync']);
  return file;
};

describe('figures beside those of the program called by hand', () => {
  it('openssl', { timeout: 40_000 }, (test) =>
    agreesWithHand(
      {
        id: 'cpu.hash',
        metric: 'sha256',
        rounds: 3,
        hand: () =>
          numberIn(
            byHand('openssl', ['speed', '-elapsed', '-seconds', '1', '-bytes', '16384', '-evp', 'sha256']),
            opensslPattern('sha256'),
          ) / 1e3,
      },
      test.skip,
    ),
  );

  it('7-Zip', { timeout: 60_000 }, (test) =>
    agreesWithHand(
      {
        id: 'cpu.compressSingle',
        metric: 'decompress',
        rounds: 1,
        hand: () => Number(/^Avr:.*\|.* (\d+)\s*$/m.exec(byHand(sevenZipCommand(), ['b', '1', '-mmt1', '-md22', '-mtimems=500']))?.[1]),
      },
      test.skip,
    ),
  );

  it('fio, reading in order', { timeout: 60_000 }, async (test) => {
    const file = handFile();
    await agreesWithHand(
      {
        id: 'disk.sequential',
        metric: 'read',
        rounds: 2,
        hand: () =>
          fioMegabytes(
            byHand('fio', [
              '--thread',
              '--name=x',
              `--filename=${file}`,
              '--rw=read',
              '--bs=1M',
              '--direct=1',
              '--ioengine=io_uring',
              '--iodepth=8',
              '--runtime=1',
              '--time_based',
            ]),
          ),
      },
      test.skip,
    );
  });

  it('iperf3', { timeout: 60_000 }, async (test) => {
    const port = String(33_000 + (process.pid % 1000));
    const server = spawn('iperf3', ['-s', '-B', '127.0.0.1', '-p', port], { stdio: 'ignore' });
    server.once('error', () => undefined);
    try {
      await sleep(300);
      await agreesWithHand(
        {
          id: 'network.loopback',
          metric: 'tcp',
          rounds: 2,
          hand: () => numberIn(byHand('iperf3', ['-c', '127.0.0.1', '-p', port, '-t', '2', '-f', 'g']), / ([0-9.]+) Gbits\/sec +receiver/),
        },
        test.skip,
      );
    } finally {
      server.kill('SIGKILL');
    }
  });
});

function sevenZipCommand(): string {
  return ['7zz', '7z', '7zr'].find((name) => spawnSync(name, { stdio: 'ignore' }).error === undefined) ?? '7zr';
}
