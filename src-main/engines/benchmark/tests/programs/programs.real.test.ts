/** The real programs on this machine: they measure something, and nothing of them is left, whatever ends them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProcessStat } from '../../../../base/processStat.ts';
import { createNodeHost } from '../../../../host/node/nodeHost.ts';
import { createScratch } from '../../../../services/scratch.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { programTests } from './index.ts';
import { testContext } from './testSupport/context.ts';

const host = createNodeHost();
let folder: string;

beforeEach(() => {
  // Not the temporary folder where that is memory: disk tests refuse it.
  folder = mkdtempSync(path.join(process.env['HECATE_TEST_DISK'] ?? tmpdir(), 'hecate-programs-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function byId(id: string): BenchmarkTest {
  const found = programTests.find((test) => test.id === id);
  if (found === undefined) throw new Error(`no test ${id}`);
  return found;
}

/** Processes that are not ours alone are told by where they work (fio) or by their parent (iperf3): others may run them as well. */
function processesWhere(isMeant: (pid: string) => boolean): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return isMeant(pid);
    } catch {
      return false; // it ended meanwhile, or is a kernel thread
    }
  });
}

const insideFolder = (): readonly string[] => processesWhere((pid) => readlinkSync(`/proc/${pid}/cwd`).startsWith(folder));

const children = (program: string): readonly string[] =>
  processesWhere((pid) => {
    const stat = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return stat?.parentPid === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(program);
  });

async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

const scratchFolders = (): readonly string[] => readdirSync(path.join(folder, 'scratch'));

/** Runs the body, or says why not: the program is missing, or the folder lies in memory. */
function onlyReady(id: string, title: string, body: () => Promise<void>, timeoutMs = 20_000): void {
  it(
    title,
    async (test) => {
      const availability = await byId(id).availability(testContext({ host, scratch: createScratch({ stateFolder: folder }), folder }));
      if (availability.state !== 'ready') {
        console.warn(`${id} is skipped: ${availability.why}`);
        test.skip(availability.why);
      }
      await body();
    },
    timeoutMs,
  );
}

const short = ['cpu.hash', 'disk.sequential', 'disk.coldRead', 'disk.burst', 'scheduler.cyclictest'];

describe('a round of a real program', () => {
  for (const id of short) {
    onlyReady(id, `gives every figure of ${id}, and leaves nothing`, async () => {
      const test = byId(id);
      const prepared = await test.prepare(testContext({ host, scratch: createScratch({ stateFolder: folder }) }));
      try {
        const { values } = await prepared.round(new AbortController().signal);
        expect(Object.keys(values).sort()).toEqual(test.metrics.map((metric) => metric.id).sort());
        for (const [metric, value] of Object.entries(values)) expect(value, metric).toBeGreaterThan(0);
      } finally {
        await prepared.dispose();
      }
      if (test.scratchBytes > 0) expect(scratchFolders()).toEqual([]);
      expect(insideFolder()).toEqual([]);
    });
  }
});

describe('a cancelled round', () => {
  for (const id of ['disk.random', 'disk.mixed']) {
    onlyReady(id, `of ${id} leaves no process and no file`, async () => {
      const stop = new AbortController();
      const prepared = await byId(id).prepare(testContext({ host, scratch: createScratch({ stateFolder: folder }), signal: stop.signal }));
      const round = prepared.round(new AbortController().signal);
      expect(await until(() => insideFolder().length > 0, 5_000)).toBe(true);
      await sleep(300);
      stop.abort();
      await expect(round).rejects.toMatchObject({ code: 'cancelled' });
      expect(insideFolder()).toEqual([]);
      await prepared.dispose();
      expect(scratchFolders()).toEqual([]);
    });
  }

  onlyReady('network.loopback', 'of iperf3 leaves neither client nor server', async () => {
    const stop = new AbortController();
    const prepared = await byId('network.loopback').prepare(
      testContext({ host, scratch: createScratch({ stateFolder: folder }), signal: stop.signal }),
    );
    const round = prepared.round(stop.signal);
    round.catch(() => undefined);
    expect(await until(() => children('iperf3').length === 2, 5_000)).toBe(true);
    stop.abort();
    await expect(round).rejects.toMatchObject({ code: 'cancelled' });
    await prepared.dispose();
    expect(children('iperf3')).toEqual([]);
  });

  onlyReady('disk.sequential', 'while the file is being made leaves no file', async () => {
    const stop = new AbortController();
    const preparing = byId('disk.sequential').prepare(
      testContext({ host, scratch: createScratch({ stateFolder: folder }), signal: stop.signal }),
    );
    setTimeout(() => {
      stop.abort();
    }, 50);
    await expect(preparing).rejects.toMatchObject({ code: 'cancelled' });
    expect(scratchFolders()).toEqual([]);
  });
});

describe('a killed benchmark', () => {
  for (const id of ['disk.random', 'disk.mixed']) {
    onlyReady(id, `takes fio with it within a second, and the next one removes its file (${id})`, async () => {
      const driver = spawn(process.execPath, [path.join(import.meta.dirname, 'testSupport/killedDriver.ts'), folder, id], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = new Promise((resolve) => driver.once('exit', resolve));
      expect(await until(() => insideFolder().length > 0, 15_000)).toBe(true);
      await sleep(400);
      driver.kill('SIGKILL');
      await ended;
      expect(await until(() => insideFolder().length === 0, 1_000)).toBe(true);
      expect(scratchFolders().length).toBe(1);
      await (await createScratch({ stateFolder: folder }).open(null, 0)).remove();
      expect(scratchFolders()).toEqual([]);
    });
  }
});
