/** Operations on the real kernel of this machine; every setting is restored by the operation's own undo. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { selectedWord } from '../../src-main/base/text.ts';
import type { Operation } from '../../src-main/contracts/operations.ts';
import { bound } from './operations/index.ts';
import { Refusal } from './problem.ts';
import { createSystemMachine } from './systemMachine.ts';

const needs = ['/sys/block/loop7/queue/scheduler', '/sys/kernel/mm/transparent_hugepage/enabled', '/proc/sys/vm/nr_hugepages'];
const missing = process.getuid?.() === 0 ? needs.filter((file) => !existsSync(file)) : ['root'];
if (missing.length > 0) console.warn(`tests on the real kernel are skipped: this machine lacks ${missing.join(', ')}`);

const nothingOurs = { ownContents: () => [] };
const thp = '/sys/kernel/mm/transparent_hugepage';

function other(file: string, one: string, two: string): string {
  return selectedWord(readFileSync(file, 'utf8')) === one ? two : one;
}

describe.skipIf(missing.length > 0)('on the real kernel', () => {
  const machine = createSystemMachine();
  const operations = (): readonly Operation[] => [
    { kind: 'sysfs.set', path: '/sys/block/loop7/queue/scheduler', value: 'kyber' },
    { kind: 'sysfs.set', path: '/sys/block/loop7/queue/read_ahead_kb', value: '256' },
    { kind: 'sysfs.set', path: `${thp}/defrag`, value: other(`${thp}/defrag`, 'defer', 'madvise') },
    { kind: 'sysfs.set', path: '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages', value: '3' },
    { kind: 'sysctl.set', key: 'net.ipv4.tcp_wmem', value: '4096 16384 8388608' },
    { kind: 'sysctl.set', key: 'net.ipv4.tcp_congestion_control', value: 'reno' },
    { kind: 'sysctl.set', key: 'fs.inotify.max_queued_events', value: '32768' },
  ];

  it('applies, reads back and restores', () => {
    for (const operation of operations()) {
      const one = bound(operation);
      if (one.check(machine, nothingOurs).length > 0) {
        console.warn(`not on this machine: ${one.description}`);
        continue;
      }
      const before = machine.read(operation.kind === 'sysfs.set' ? operation.path : one.target);
      const { prior } = one.capture(machine);
      expect(one.standing(prior, machine), one.description).toBe('prior');
      one.apply(prior, machine);
      expect(one.verify(machine), one.description).toMatchObject({ verdict: 'applied' });
      expect(one.standing(prior, machine)).toBe('applied');
      one.undo(prior, machine);
      expect(one.standing(prior, machine), one.description).toBe('prior');
      expect(machine.read(operation.kind === 'sysfs.set' ? operation.path : one.target)).toEqual(before);
    }
  });

  it('brings back what a new scheduler and a new queue length reset', () => {
    const queue = '/sys/block/loop7/queue';
    const files = ['scheduler', 'nr_requests', 'wbt_lat_usec', 'read_ahead_kb'].map((name) => `${queue}/${name}`);
    const shown = (): readonly string[] =>
      [...files, ...machine.list(`${queue}/iosched`).map((name) => `${queue}/iosched/${name}`)].map(
        (file) => `${file} ${JSON.stringify(machine.read(file))}`,
      );
    const stock = shown();
    const write = (name: string, value: string): void => {
      writeFileSync(`${queue}/${name}`, value);
    };
    const scheduler = selectedWord(readFileSync(`${queue}/scheduler`, 'utf8')) ?? 'none';
    const length = readFileSync(`${queue}/nr_requests`, 'utf8').trim();
    try {
      write('scheduler', 'mq-deadline');
      write('nr_requests', '64');
      write('iosched/fifo_batch', '7');
      if (existsSync(`${queue}/iosched/async_depth`)) write('iosched/async_depth', '33');
      const chosen = shown();
      for (const [name, value] of [
        ['scheduler', 'bfq'],
        ['scheduler', 'none'],
        ['nr_requests', '32'],
      ] as const) {
        const one = bound({ kind: 'sysfs.set', path: `${queue}/${name}`, value });
        if (one.check(machine, nothingOurs).length > 0) continue;
        const { prior } = one.capture(machine);
        one.apply(prior, machine);
        // More than was asked for has changed, or there would be nothing to bring back.
        expect(chosen.filter((line) => !shown().includes(line)).length, value).toBeGreaterThan(1);
        one.undo(prior, machine);
        expect(shown(), value).toEqual(chosen);
        expect(one.standing(prior, machine)).toBe('prior');
        // Cut off between the file and what it reset.
        write('nr_requests', '48');
        expect(one.standing(prior, machine)).toBe('other');
        one.undo(prior, machine);
        expect(shown(), value).toEqual(chosen);
      }
    } finally {
      write('scheduler', scheduler);
      write('nr_requests', length);
    }
    expect(shown()).toEqual(stock);
  });

  it.each<[Operation, string, RegExp]>([
    [{ kind: 'sysfs.set', path: '/sys/block/loop7/queue/scheduler', value: 'cfq' }, 'value', /offers none, mq-deadline/],
    [{ kind: 'sysfs.set', path: '/sys/block/nosuch/queue/scheduler', value: 'none' }, 'path', /does not exist/],
    [{ kind: 'sysfs.set', path: '/sys/devices/system/cpu/intel_pstate/no_turbo', value: '2' }, 'path', /does not exist/],
    [{ kind: 'sysctl.set', key: 'net.ipv4.tcp_congestion_control', value: 'vegas' }, 'value', /offers/],
    [{ kind: 'sysctl.set', key: 'vm.dirty_bytes', value: '0' }, 'value', /from 8192/],
    [{ kind: 'zramSwap.set', sizeBytes: 1024, algorithm: 'lzo-rle', priority: 1 }, 'sizeBytes', /from 1048576/],
    [{ kind: 'zramSwap.set', sizeBytes: 8_388_608, algorithm: 'brotli', priority: 1 }, 'algorithm', /this kernel offers/],
    [{ kind: 'service.set', unit: 'ssh.service', enabled: false, active: null }, 'unit', /must be one of/],
  ])('%j is refused by name', (operation, field, problem) => {
    const [first] = bound(operation).check(machine, nothingOurs);
    expect(first?.field).toBe(field);
    expect(first?.problem).toMatch(problem);
  });

  it('tells the kernel’s own refusal in words', () => {
    // Read-only to everybody, root included.
    expect(() => {
      machine.writeKernelFile('/sys/block/loop7/queue/hw_sector_size', '1');
    }).toThrow(Refusal);
    expect(() => {
      machine.writeKernelFile('/sys/block/loop7/queue/scheduler', 'no-such-scheduler');
    }).toThrow(/the kernel refuses this value \(EINVAL\)/);
  });

  it('keeps a link from leading out of /sys', () => {
    expect(machine.staysBelow('/sys/block/loop7/queue/scheduler', '/sys')).toBe(true);
    expect(machine.staysBelow('/proc/self/root/etc/hostname', '/sys')).toBe(false);
    expect(machine.read('/proc/self/exe').ok).toBe(false);
  });
});
