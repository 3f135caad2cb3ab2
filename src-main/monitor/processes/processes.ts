/** The processes module: tables on request, and every two seconds for those who watch. Nothing is read otherwise. */
import path from 'node:path';
import { finiteNumber, wholeNumber } from '../check.ts';
import type { MonitorClock } from '../clock.ts';
import { EventChannel } from '../eventChannel.ts';
import type { KernelFiles } from '../kernelFiles.ts';
import { type Answer, type Fields, invalid, type MonitorModule } from '../module.ts';
import { startSchedule } from '../schedule.ts';
import { createTurns } from '../turns.ts';
import { processDetail } from './detail.ts';
import { encodeTable } from './encode.ts';
import { FactsCache } from './facts.ts';
import { GpuMemory } from './gpuMemory.ts';
import { GroupRates, GroupSweeper } from './groupSweep.ts';
import { hidesProcesses } from './hidden.ts';
import { kernelUnits } from './kernelUnits.ts';
import { ProcFiles } from './procFiles.ts';
import { Rates } from './rates.ts';
import { Sweeper } from './sweep.ts';
import { createUsers } from './users.ts';

export interface ProcessesOptions {
  readonly files: KernelFiles;
  /** As for `files`. */
  readonly sysroot: string;
  readonly clock: MonitorClock;
  /** For what is our own fault. */
  readonly complain: (text: string) => void;
}

const intervalMs = 2000;
/** Calls of list and groups that may measure at the same time; more wait. */
const maxMeasuring = 4;
/** Details of one process that are looked up at the same time: the kernel walks all of its memory. */
const maxDetails = 4;
/** More than these are refused: a measurement takes up to ten seconds, also for who has gone meanwhile. */
const maxWaiting = 32;
/** What is known about processes is kept this long after the last look. */
const keepFactsMs = 60_000;
const mountsEveryMs = 60_000;
const maxPid = 4_194_304;

export function createProcesses({ files, sysroot, clock, complain }: ProcessesOptions): MonitorModule {
  const proc = new ProcFiles(files, path.resolve(sysroot));
  const units = kernelUnits();
  const users = createUsers(sysroot);
  const gpu = new GpuMemory(proc);
  const facts = new FactsCache({ proc, users, gpu });
  const sweeper = new Sweeper({ proc, clock, units, facts, hidden: hiddenLook(proc, clock) });
  const groupSweeper = new GroupSweeper({ proc, clock });
  // One sweep at a time, because they share a buffer; and a few measurements, so that no client can pile them up.
  const sweeping = createTurns(1);
  const measuring = createTurns(maxMeasuring, maxWaiting);
  const lookingUp = createTurns(maxDetails, maxWaiting);
  let lastLookMs = clock.monotonicMs();

  const sweepProcesses = (rates: Rates): Promise<Buffer> =>
    sweeping.take(async () => {
      lastLookMs = clock.monotonicMs();
      return encodeTable(await sweeper.sweep(rates));
    });
  const sweepGroups = (rates: GroupRates): Promise<Buffer> =>
    sweeping.take(async () => Buffer.from(JSON.stringify(await groupSweeper.sweep(rates))));

  /** Two sweeps with `overMs` between them, the second of which is the answer. */
  const twice = (overMs: number, sweep: () => Promise<Buffer>): Promise<Answer> =>
    measuring.take(async () => {
      await sweep();
      await new Promise<void>((resolve) => {
        clock.after(overMs, resolve);
      });
      return { raw: [await sweep()] };
    });

  const table = periodic('processes.table', clock, complain, () => {
    const rates = new Rates(units.ticksPerSecond);
    return () => sweepProcesses(rates);
  });
  const groupTable = periodic('processes.groupTable', clock, complain, () => {
    const rates = new GroupRates();
    return () => sweepGroups(rates);
  });

  return {
    events: [table, groupTable],
    methods: {
      'processes.list': {
        reach: 'anywhere',
        answer: (params) => {
          const rates = new Rates(units.ticksPerSecond);
          return twice(overMs(params), () => sweepProcesses(rates));
        },
      },
      'processes.groups': {
        reach: 'anywhere',
        answer: (params) => {
          const rates = new GroupRates();
          return twice(overMs(params), () => sweepGroups(rates));
        },
      },
      'processes.detail': {
        reach: 'anywhere',
        answer: (params) => {
          const pid = wholeNumber(params, 'pid', 1, maxPid);
          const ticks = startTicks(params);
          return lookingUp.take(() => processDetail({ proc, clock, units, users, gpu, isLive: sysroot === '/' }, pid, ticks));
        },
      },
    },
    onFrame: (_, monotonicMs) => {
      if (facts.size > 0 && monotonicMs - lastLookMs > keepFactsMs) facts.clear();
    },
  };
}

/** An event whose payload is made every two seconds while somebody is subscribed; each use starts without rates. */
function periodic(name: string, clock: MonitorClock, complain: (text: string) => void, begin: () => () => Promise<Buffer>): EventChannel {
  let stop = (): void => undefined;
  const channel = new EventChannel(name, {
    onUsed: () => {
      const make = begin();
      let busy = false;
      stop = startSchedule(clock, intervalMs, () => {
        // A machine so busy that the last one is not done yet gets no further work from us.
        if (busy) return;
        busy = true;
        make()
          .then(
            (payload) => {
              channel.publish(payload);
            },
            (error: unknown) => {
              complain(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
            },
          )
          .finally(() => {
            busy = false;
          });
      });
    },
    onUnused: () => {
      stop();
    },
  });
  return channel;
}

function overMs(params: Fields): number {
  return params['overMs'] === undefined ? 1000 : wholeNumber(params, 'overMs', 200, 10_000);
}

function startTicks(params: Fields): number {
  const value = finiteNumber(params, 'startTicks');
  if (value < 0) throw invalid('startTicks', 'must not be negative');
  return value;
}

/** Mounts hardly ever change: looked at once a minute. */
function hiddenLook(proc: ProcFiles, clock: MonitorClock): () => boolean {
  let lookedMs: number | undefined;
  let hidden = false;
  return () => {
    const now = clock.monotonicMs();
    if (lookedMs !== undefined && now - lookedMs < mountsEveryMs) return hidden;
    lookedMs = now;
    const length = proc.all('/proc/self/mounts');
    const mounts = length === undefined ? '' : proc.bytes.toString('utf8', 0, length);
    const groups = [process.getegid?.() ?? 0, ...(process.getgroups?.() ?? [])];
    hidden = hidesProcesses(mounts, { uid: process.geteuid?.() ?? 0, groups });
    return hidden;
  };
}
