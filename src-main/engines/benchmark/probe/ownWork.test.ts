import { describe, expect, it } from 'vitest';
import { createFakeHost } from '../../../host/fake/fakeHost.ts';
import { createNodeHost } from '../../../host/node/nodeHost.ts';
import type { HostFiles } from '../../../host/port.ts';
import { createOwnWork } from './ownWork.ts';

interface FakeProcess {
  readonly ticks: number;
  readonly children?: readonly number[];
  readonly startTicks?: number;
}

/** `processes` may be changed between two looks; number 10 is this process. */
function withProcesses(processes: Map<number, FakeProcess>): HostFiles {
  const { files } = createFakeHost();
  return {
    ...files,
    read(path) {
      const [, name = '', what = ''] = /^\/proc\/(self|\d+)\/(?:task\/\d+\/)?(\w+)$/.exec(path) ?? [];
      const pid = name === 'self' ? 10 : Number(name);
      const process = processes.get(pid);
      if (process === undefined) return files.read(path);
      if (what === 'children') return { ok: true, text: (process.children ?? []).map((child) => `${String(child)} `).join('') };
      const { ticks, startTicks = 5 } = process;
      return { ok: true, text: `${String(pid)} (a) b) S 1 1 1 0 -1 0 0 0 0 0 ${String(ticks)} 0 0 0 20 0 1 0 ${String(startTicks)} 0 0\n` };
    },
  };
}

describe('our own work', () => {
  it('is that of children and of their children while they live', () => {
    const work = createOwnWork(
      withProcesses(
        new Map([
          [10, { ticks: 1, children: [11, 12] }],
          [11, { ticks: 20, children: [13] }],
          [12, { ticks: 300 }],
          [13, { ticks: 4000 }],
          [14, { ticks: 50_000 }],
        ]),
      ),
    );
    expect(work.look()).toBe(4321);
  });

  it('goes on with a process whose parent ended, and keeps what one did that ended without being waited for', () => {
    const processes = new Map<number, FakeProcess>([
      [10, { ticks: 1, children: [11] }],
      [11, { ticks: 10, children: [12] }],
      [12, { ticks: 100 }],
    ]);
    const work = createOwnWork(withProcesses(processes));
    expect(work.look()).toBe(111);
    // Waited for: its time is in ours now, and its child belongs to init.
    processes.delete(11);
    processes.set(10, { ticks: 11 });
    processes.set(12, { ticks: 150 });
    expect(work.look()).toBe(161);
    processes.delete(12);
    expect(work.look()).toBe(161);
    processes.set(10, { ticks: 13 });
    expect(work.look()).toBe(163);
  });

  it('is not that of another process that got the number of one of ours', () => {
    const processes = new Map<number, FakeProcess>([
      [10, { ticks: 1, children: [11] }],
      [11, { ticks: 10 }],
    ]);
    const work = createOwnWork(withProcesses(processes));
    expect(work.look()).toBe(11);
    processes.set(10, { ticks: 1 });
    processes.set(11, { ticks: 5000, startTicks: 99 });
    expect(work.look()).toBe(11);
  });

  it('is not known where the kernel does not tell', () => {
    expect(createOwnWork(createFakeHost().files).look()).toBeUndefined();
  });

  it('of a real program includes children that it leaves behind', async () => {
    const { files, commands } = createNodeHost();
    const work = createOwnWork(files);
    work.look();
    const timer = setInterval(() => work.look(), 50);
    // timeout(1) ends the loop, whose parent has ended before.
    const leave = 'timeout 1 sh -c "while :; do :; done" > /dev/null 2>&1 & sleep 0.5';
    const { exitCode } = await commands.run('sh', ['-c', leave], { timeoutMs: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    clearInterval(timer);
    expect(exitCode).toBe(0);
    const onlyWaitedFor = createOwnWork(files).look() ?? 0;
    expect(work.look()).toBeGreaterThan(onlyWaitedFor + 10);
  });
});
