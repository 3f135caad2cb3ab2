/// <reference lib="dom" />
/**
 * `node bench/windowSoak.ts [--minutes 30]` after `npm run build`: the window with the Overview open, in real Electron.
 * The renderer must stay below five percent of one core at one frame a second, and its memory must not grow.
 * Exit code 1 when that does not hold.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from '@playwright/test';
import { type ElectronSurface, electronProblem, launchElectron } from '../e2e/support/electronSurface.ts';
import startScreen from '../e2e/support/globalSetup.ts';
import { isolate } from '../e2e/support/isolation.ts';
import { cpuTimeMs, residentBytes } from './measure.ts';
import { judge, minutesOf, type SoakReading, warmUpSeconds } from './soakVerdict.ts';

const readEverySeconds = 5;
const maxCpuPercent = 5;
/** Of what is still reachable after a garbage collection, which is what a leak would be. */
const maxHeapGrowthBytes = 2e6;
/** Chromium keeps freed memory for a while; what it keeps for ever would show above this. */
const maxResidentGrowthBytes = 10e6;

interface WindowReading extends SoakReading {
  readonly heapBytes: number;
}

async function reachableBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize;
}

async function rendererPid(surface: ElectronSurface): Promise<number> {
  return await surface.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
}

async function soak(minutes: number): Promise<boolean> {
  const isolation = isolate();
  try {
    const surface = await launchElectron(isolation);
    try {
      await surface.page.waitForFunction(() => /Memory in use\s*\d/.test(document.body.textContent));
      const pid = await rendererPid(surface);
      const devtools = await surface.app.context().newCDPSession(surface.page);
      const readings = await watch(pid, devtools, minutes);
      return conclude(readings, minutes);
    } finally {
      await surface.close();
    }
  } finally {
    isolation.remove();
  }
}

interface Watched {
  readonly readings: readonly WindowReading[];
  /** Without the collections that this program asks for: they are no part of what the window does. */
  readonly cpuPercent: number;
}

async function watch(pid: number, devtools: CDPSession, minutes: number): Promise<Watched> {
  const readings: WindowReading[] = [];
  const started = performance.now();
  let spentMs = 0;
  let watchedMs = 0;
  while (performance.now() - started < minutes * 60_000) {
    const [cpuBefore, from] = [cpuTimeMs(pid), performance.now()];
    await sleep(readEverySeconds * 1000);
    if ((performance.now() - started) / 1000 > warmUpSeconds(minutes * 60)) {
      spentMs += cpuTimeMs(pid) - cpuBefore;
      watchedMs += performance.now() - from;
    }
    readings.push({
      seconds: (performance.now() - started) / 1000,
      rssBytes: residentBytes(pid),
      descriptors: readdirSync(`/proc/${String(pid)}/fd`).length,
      heapBytes: await reachableBytes(devtools),
    });
  }
  return { readings, cpuPercent: (spentMs / watchedMs) * 100 };
}

function conclude({ readings, cpuPercent }: Watched, minutes: number): boolean {
  const resident = judge(readings, { growthBytes: maxResidentGrowthBytes, descriptors: 2 });
  const heap = judge(
    readings.map((reading) => ({ ...reading, rssBytes: reading.heapBytes })),
    { growthBytes: maxHeapGrowthBytes, descriptors: 2 },
  );
  const problems = [
    ...resident.problems,
    ...heap.problems.filter((problem) => problem.startsWith('memory')).map((problem) => `reachable ${problem}`),
    ...(cpuPercent > maxCpuPercent ? [`the renderer used ${cpuPercent.toFixed(2)} % of one core`] : []),
  ];
  const last = readings.at(-1);
  console.log(
    JSON.stringify(
      {
        minutes,
        cpuPercent,
        rssMegabytes: (last?.rssBytes ?? 0) / 1e6,
        rssGrowthMegabytes: resident.growthBytes / 1e6,
        heapMegabytes: (last?.heapBytes ?? 0) / 1e6,
        heapGrowthMegabytes: heap.growthBytes / 1e6,
        descriptors: last?.descriptors,
        problems,
      },
      null,
      2,
    ),
  );
  console.log(problems.length === 0 ? 'Passed: the window is cheap to watch and does not grow.' : `FAILED: ${problems.join('; ')}`);
  return problems.length === 0;
}

const stopScreen = await startScreen();
try {
  const problem = electronProblem();
  if (problem !== undefined) throw new Error(problem);
  process.exitCode = (await soak(minutesOf(process.argv, 30))) ? 0 : 1;
} finally {
  stopScreen();
}
