import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupTable } from '../../contracts/processes.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine, ManualClock } from '../testSupport/fakeMachine.ts';
import { GroupRates, GroupSweeper } from './groupSweep.ts';
import { ProcFiles } from './procFiles.ts';

const id = '0123456789ab'.padEnd(64, 'c');

let machine: FakeMachine;
let clock: ManualClock;
let files: KernelFiles;
let sweeper: GroupSweeper;
beforeEach(() => {
  machine = new FakeMachine();
  machine.write('proc/self/mounts', 'sysfs /sys sysfs rw 0 0\n').write('sys/keep', '');
  clock = new ManualClock();
  files = new KernelFiles(machine.root);
  sweeper = new GroupSweeper({ proc: new ProcFiles(files, machine.root), clock });
});
afterEach(() => {
  expect(files.openCount).toBe(0);
  machine.dispose();
});

interface Figures {
  readonly cpu?: number;
  readonly memory?: number;
  readonly io?: string;
  readonly processes?: readonly number[];
}

function addGroup(path: string, { cpu, memory, io, processes = [] }: Figures = {}): void {
  const folder = `sys/fs/cgroup${path}`;
  machine.write(`${folder}/cgroup.procs`, processes.map((pid) => `${String(pid)}\n`).join(''));
  if (cpu !== undefined) machine.write(`${folder}/cpu.stat`, `usage_usec ${String(cpu)}\nuser_usec 1\nsystem_usec 1\n`);
  if (memory !== undefined) machine.write(`${folder}/memory.current`, `${String(memory)}\n`);
  if (io !== undefined) machine.write(`${folder}/io.stat`, io);
}

describe('control groups, version 2', () => {
  beforeEach(() => {
    machine.write('sys/fs/cgroup/cgroup.controllers', 'cpu io memory pids\n').write('sys/fs/cgroup/cgroup.procs', '1\n');
  });

  it('measures services, scopes, containers and the slices at the top', async () => {
    addGroup('/system.slice', { cpu: 0, memory: 5000 });
    addGroup('/system.slice/ssh.service', { cpu: 1_000_000, memory: 4096, io: '8:0 rbytes=0 wbytes=0 rios=0\n', processes: [10, 11] });
    addGroup(`/system.slice/docker-${id}.scope`, { processes: [] });
    addGroup(`/system.slice/docker-${id}.scope/system.slice/inner.service`, { processes: [20] });
    addGroup('/user.slice/user-1000.slice/user@1000.service/app.slice/app-a.scope', { processes: [30] });
    const rates = new GroupRates();
    const first = groupTable.parse(await sweeper.sweep(rates));
    expect(first).toMatchObject({ intervalMs: null, why: null });
    expect(first.groups.every((group) => group.cpuPercent === null)).toBe(true);
    addGroup('/system.slice/ssh.service', {
      cpu: 2_000_000,
      memory: 8192,
      io: '8:0 rbytes=1000 wbytes=2000 rios=1\n259:0 rbytes=1000\n',
      processes: [10, 11],
    });
    clock.advance(2000);
    const second = groupTable.parse(await sweeper.sweep(rates));
    expect(second.intervalMs).toBe(2000);
    const found = new Map(second.groups.map((group) => [group.path, group]));
    expect([...found.keys()].sort()).toEqual([
      'system.slice',
      `system.slice/docker-${id}.scope`,
      'system.slice/ssh.service',
      'user.slice',
      'user.slice/user-1000.slice/user@1000.service',
      'user.slice/user-1000.slice/user@1000.service/app.slice/app-a.scope',
    ]);
    expect(found.get('system.slice/ssh.service')).toEqual({
      path: 'system.slice/ssh.service',
      name: 'ssh.service',
      kind: 'service',
      cpuPercent: 50,
      memoryBytes: 8192,
      readBytesPerSecond: 1000,
      writeBytesPerSecond: 1000,
      processes: 2,
    });
    expect(found.get('system.slice')).toMatchObject({
      kind: 'slice',
      cpuPercent: 0,
      memoryBytes: 5000,
      readBytesPerSecond: null,
      processes: 3,
    });
    expect(found.get(`system.slice/docker-${id}.scope`)).toMatchObject({
      kind: 'container',
      name: 'docker 0123456789ab',
      cpuPercent: null,
      memoryBytes: null,
      processes: 1,
    });
  });

  it('gives no rate over a group that was made anew', async () => {
    const rates = new GroupRates();
    addGroup('/a.service', { cpu: 9_000_000 });
    await sweeper.sweep(rates);
    clock.advance(1000);
    addGroup('/a.service', { cpu: 1000 });
    expect((await sweeper.sweep(rates)).groups[0]).toMatchObject({ cpuPercent: null });
  });

  it('stays within its bounds', async () => {
    for (let index = 0; index < 600; index += 1) machine.write(`sys/fs/cgroup/g${String(index)}.service/cgroup.procs`, '1\n');
    const { groups } = groupTable.parse(await sweeper.sweep(new GroupRates()));
    expect(groups).toHaveLength(500);
    expect(groups[0]?.processes).toBe(1);
  });

  it('does not count the processes of a group that it could not walk to its end', async () => {
    machine.write(`sys/fs/cgroup/deep.slice${'/d'.repeat(30)}/cgroup.procs`, '1\n');
    addGroup('/flat.slice/d', { processes: [2] });
    const { groups } = groupTable.parse(await sweeper.sweep(new GroupRates()));
    expect(groups.find((group) => group.name === 'deep.slice')?.processes).toBeNull();
    expect(groups.find((group) => group.name === 'flat.slice')?.processes).toBe(1);
  });
});

describe('control groups, version 1', () => {
  it('puts the figures of the controllers together', async () => {
    machine.write(
      'proc/self/mounts',
      ['systemd', 'cpu,cpuacct', 'memory', 'blkio']
        .map((name) => `cgroup /sys/fs/cgroup/${name} cgroup rw,${name === 'systemd' ? 'name=systemd' : name} 0 0\n`)
        .join(''),
    );
    machine
      .write('sys/fs/cgroup/systemd/system.slice/a.service/cgroup.procs', '1\n2\n')
      .write('sys/fs/cgroup/systemd/system.slice/cgroup.procs', '')
      .write('sys/fs/cgroup/cpu,cpuacct/system.slice/a.service/cpuacct.usage', '1000000000\n')
      .write('sys/fs/cgroup/memory/system.slice/a.service/memory.usage_in_bytes', '4096\n')
      .write(`sys/fs/cgroup/memory/docker/${id}/memory.usage_in_bytes`, '8192\n')
      .write('sys/fs/cgroup/blkio/system.slice/a.service/blkio.throttle.io_service_bytes', '8:0 Read 100\n8:0 Write 7\nTotal 107\n');
    const rates = new GroupRates();
    await sweeper.sweep(rates);
    machine
      .write('sys/fs/cgroup/cpu,cpuacct/system.slice/a.service/cpuacct.usage', '1500000000\n')
      .write('sys/fs/cgroup/blkio/system.slice/a.service/blkio.throttle.io_service_bytes', '8:0 Read 300\n8:0 Write 7\nTotal 307\n');
    clock.advance(1000);
    const { groups, why } = groupTable.parse(await sweeper.sweep(rates));
    expect(why).toBeNull();
    expect(groups.find((group) => group.name === 'a.service')).toMatchObject({
      cpuPercent: 50,
      memoryBytes: 4096,
      readBytesPerSecond: 200,
      writeBytesPerSecond: 0,
      processes: 2,
    });
    expect(groups.find((group) => group.kind === 'container')).toMatchObject({ memoryBytes: 8192, cpuPercent: null });
  });

  it('says why there are none', async () => {
    const table = groupTable.parse(await sweeper.sweep(new GroupRates()));
    expect(table.groups).toEqual([]);
    expect(table.why).toMatch(/no control groups/i);
  });
});
