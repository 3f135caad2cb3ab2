/** Malformed and hostile Plans by the thousand: never a write outside the closed list, never a crash, always a named refusal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contracts/errors.ts';
import { applyPlan } from './apply.ts';
import { acceptPlan, checkPlan } from './check.ts';
import { openMemoryJournal } from './journal.ts';
import { managedPathProblem } from './lists/managedFiles.ts';
import { sysctlKeys, sysctlPath } from './lists/sysctls.ts';
import { sysfsPatterns, sysfsRule } from './lists/sysfs.ts';
import { switchableUnits } from './lists/units.ts';
import type { RecordedWrite } from './testSupport/fakeMachine.ts';
import { contents, fakeWorkstation } from './testSupport/fakeMachine.ts';
import { undo } from './undo.ts';

const nasty = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '11',
    '1e3',
    '0x10',
    '60\n',
    '$(reboot)',
    '`id`',
    '../../etc/passwd',
    '|/bin/sh',
    'none',
    'madvise',
    'performance',
    'bbr',
    '4096 87380 6291456',
    '9'.repeat(40),
    '\u0000',
    '\u001b[31m',
    '0-3',
    '0-9999999',
    'a'.repeat(300),
  ),
);

const keys = fc.oneof(
  fc.constantFrom(...sysctlKeys),
  fc.constantFrom(
    'kernel.core_pattern',
    'kernel.modprobe',
    'vm/swappiness',
    'vm.swappiness/../../x',
    'kernel.sysrq',
    '__proto__.constructor',
  ),
  nasty,
);
const paths = fc.oneof(
  fc.constantFrom(
    '/sys/block/nvme0n1/queue/scheduler',
    '/sys/block/nvme0n1/queue/read_ahead_kb',
    '/sys/kernel/mm/transparent_hugepage/enabled',
    '/proc/irq/24/smp_affinity_list',
    '/sys/block/../kernel/x',
    '/sys/block/nvme0n1/queue/../../../../etc/passwd',
    '/etc/shadow',
    '/proc/sysrq-trigger',
    '/sys/power/state',
    '/sys/block/*/queue/scheduler',
    '/etc/sysctl.d/60-hecate-a.conf',
    '/etc/udev/rules.d/60-hecate-a.rules',
    '/etc/sysctl.d/99-evil.conf',
    '/etc/sysctl.d/60-hecate-../../x.conf',
    '/etc/cron.d/60-hecate-a.conf',
    '/etc/default/grub.d/60-hecate.cfg',
  ),
  fc.constantFrom(...sysfsPatterns),
  nasty,
);
const lines = fc.oneof(
  fc.constantFrom(
    'vm.swappiness = 10',
    'kernel.core_pattern = |/bin/sh',
    'KERNEL=="sda", RUN+="/bin/sh"',
    'KERNEL=="sda", ATTR{queue/scheduler}="none"',
    '# comment',
    'w /etc/passwd - - - - x',
    'f /etc/x',
    '* soft nofile 65536',
    'root - nproc 0',
    '[Manager]',
    'DefaultEnvironment=LD_PRELOAD=/x',
    '# x\\',
    '\r',
  ),
  nasty,
);
const contentText = fc.oneof(
  fc.array(lines, { maxLength: 5 }).map((all) => `${all.join('\n')}\n`),
  nasty,
  fc.constant(null),
);
const anything = fc.oneof(
  nasty,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(nasty, { maxLength: 3 }),
  fc.dictionary(fc.string(), nasty, { maxKeys: 3 }),
);

/** Operations that this machine takes, so that writing and undoing are tried too. */
const plausible = fc.constantFrom<unknown>(
  { kind: 'sysctl.set', key: 'vm.swappiness', value: '10' },
  { kind: 'sysctl.set', key: 'vm.dirty_bytes', value: '268435456' },
  { kind: 'sysfs.set', path: '/sys/block/nvme0n1/queue/scheduler', value: 'kyber' },
  { kind: 'sysfs.set', path: '/sys/kernel/mm/transparent_hugepage/enabled', value: 'always' },
  { kind: 'file.install', path: '/etc/sysctl.d/60-hecate-a.conf', content: 'vm.swappiness = 10\n' },
  { kind: 'kernelCommandLine.set', parameters: ['iommu=pt'] },
  { kind: 'service.set', unit: 'irqbalance.service', enabled: false, active: false },
  { kind: 'process.adjust', pid: 700, startTicks: 7000, nice: -5, ioPriority: { class: 'best-effort', level: 0 }, affinity: '1-2' },
  { kind: 'process.signal', pid: 700, startTicks: 7000, signal: 'TERM' },
);

/** Process 1, a thread of the kernel, a thread that is no process, this program and its parent, and one that may be touched. */
const pids = fc.oneof(fc.constantFrom(0, 1, 2, 700, 701, 900, 901, -1, 4_194_305), fc.integer(), nasty);

const operation = fc.oneof(
  fc.record({ kind: fc.constant('sysctl.set'), key: keys, value: nasty }),
  fc.record({ kind: fc.constant('sysfs.set'), path: paths, value: nasty }),
  fc.record({ kind: fc.constant('file.install'), path: paths, content: contentText }),
  fc.record({
    kind: fc.constant('kernelCommandLine.set'),
    parameters: fc.array(
      fc.oneof(fc.constantFrom('iommu=pt', 'init=/bin/sh', 'quiet', 'x="y"', 'pci=realloc=off', 'iommu=pt;reboot'), nasty),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant('service.set'),
    unit: fc.oneof(fc.constantFrom('irqbalance.service', 'sshd.service', '--now', 'a.service b.service', '../x.service'), nasty),
    enabled: fc.constantFrom(true, false, null),
    active: fc.constantFrom(true, false, null),
  }),
  fc.record({
    kind: fc.constant('zramSwap.set'),
    sizeBytes: fc.oneof(fc.integer(), fc.double()),
    algorithm: nasty,
    priority: fc.integer(),
  }),
  fc.record({
    kind: fc.constant('process.adjust'),
    pid: pids,
    startTicks: fc.oneof(fc.constantFrom(10, 7000, 9000, 9010), fc.integer(), fc.double()),
    nice: fc.oneof(fc.constant(null), fc.integer({ min: -25, max: 25 }), nasty),
    ioPriority: fc.oneof(
      fc.constant(null),
      fc.record({ class: fc.constantFrom('idle', 'realtime', 'none'), level: fc.integer({ min: -1, max: 9 }) }),
    ),
    affinity: fc.oneof(fc.constant(null), fc.constantFrom('0', '3-1', '0-4', '9999', '0-9999'), nasty),
  }),
  fc.record({
    kind: fc.constant('process.signal'),
    pid: pids,
    startTicks: fc.oneof(fc.constantFrom(10, 20, 7000, 9000, 9010), fc.integer()),
    signal: fc.oneof(fc.constantFrom('TERM', 'KILL', 'STOP', 'SEGV', 'SIGTERM'), fc.integer(), nasty),
  }),
  fc.record({
    kind: fc.oneof(nasty, fc.constantFrom('sysctl.set', 'file.install', 'exec')),
    key: anything,
    path: anything,
    value: anything,
    content: anything,
  }),
);
const step = fc.record(
  {
    id: fc.oneof(fc.constantFrom('a', 'b', 'c'), nasty),
    knobId: fc.oneof(fc.constant(null), nasty),
    title: fc.oneof(fc.constant('t'), nasty),
    operation,
    risk: fc.constantFrom('reversible', 'persistent', 'boot', 'irreversible'),
    before: fc.constant(null),
    after: fc.constant('x'),
    why: fc.constant('w'),
    evidence: fc.constant([]),
  },
  { requiredKeys: ['id', 'operation', 'risk', 'title', 'knobId', 'before', 'after', 'why', 'evidence'] },
);
const wellFormedStep = fc.record({
  id: fc.uuid(),
  knobId: fc.constant(null),
  title: fc.constant('t'),
  operation: fc.oneof({ weight: 2, arbitrary: plausible }, { weight: 1, arbitrary: operation }),
  risk: fc.constant('reversible'),
  before: fc.constant(null),
  after: fc.constant('x'),
  why: fc.constant('w'),
  evidence: fc.constant([]),
});
const plan = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      version: fc.constant(1),
      id: fc.constant('fuzz'),
      title: fc.constant('t'),
      createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
      profileId: fc.constant(null),
      steps: fc.array(wellFormedStep, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      version: fc.oneof(fc.constant(1), fc.integer()),
      id: fc.oneof(fc.constant('fuzz'), nasty),
      title: nasty,
      createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
      profileId: fc.constant(null),
      steps: fc.array(step, { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: anything },
);

const sysctlPaths = new Set(sysctlKeys.map(sysctlPath));

/** The closed list, stated once more and independently of the code that decides. */
function isListed(write: RecordedWrite): boolean {
  switch (write.how) {
    case 'kernel':
      return (
        sysctlPaths.has(write.what) ||
        (sysfsRule(write.what) !== undefined && /^\/(sys|proc\/irq)\/[a-zA-Z0-9_./:-]+$/.test(write.what) && !write.what.includes('..'))
      );
    case 'install':
    case 'remove':
      return (
        write.what === '/etc/default/grub.d/60-hecate.cfg' ||
        (managedPathProblem(write.what) === null &&
          !/RUN|PROGRAM|IMPORT|core_pattern|\/etc\/passwd/.test(write.value.replaceAll(/^[#;].*$/gm, '')))
      );
    case 'folder':
      return write.what === '/etc/default/grub.d' || /^\/etc\/(systemd|modules-load\.d|systemd\/[a-z-]+\.conf\.d)$/.test(write.what);
    case 'run':
      return (
        write.what === 'update-grub' || (write.what === 'systemctl' && switchableUnits.some((unit) => write.value.endsWith(` -- ${unit}`)))
      );
    case 'process':
      return /^((nice|ioPriority|affinity) (700|701)|signal 700)$/.test(write.what);
    case 'effect':
      return false;
  }
}

describe('hostile Plans', () => {
  it('never write outside the closed list, never crash, and are refused by name', async () => {
    const counts = { refused: 0, failed: 0, applied: 0 };
    await fc.assert(
      fc.asyncProperty(plan, fc.boolean(), async (input, stubborn) => {
        const machine = fakeWorkstation();
        if (stubborn) machine.refusals.set('/sys/block/nvme0n1/queue/scheduler', 'the kernel refuses this value (EINVAL)');
        const before = contents(machine);
        const journal = openMemoryJournal();
        const core = { machine, journal };
        try {
          const accepted = acceptPlan(input, machine, journal);
          await applyPlan(core, {
            ...accepted,
            uid: 1000,
            confirmWithinSeconds: null,
            report: () => undefined,
            signal: new AbortController().signal,
          });
          counts.applied += 1;
          await undo(core, {
            input: { planId: null, knobId: null, all: true, force: false },
            uid: 1000,
            because: 'user',
            report: () => undefined,
          });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (error.code === 'plan.invalid' || error.code === 'plan.refused') {
            counts.refused += 1;
            expect(machine.writes).toEqual([]);
            expect(checkPlan(input, machine, journal).refusals.every((refusal) => refusal.problem !== '')).toBe(true);
          } else if (error.code === 'plan.applyFailed') counts.failed += 1;
          else expect(error.code).toBe('plan.nothingToUndo');
          expect(error.message).not.toBe('');
        } finally {
          journal.close();
        }
        expect(machine.writes.filter((write) => !isListed(write))).toEqual([]);
        expect(contents(machine)).toEqual(before);
      }),
      { numRuns: 10_000 },
    );
    console.log(`fuzz: ${JSON.stringify(counts)}`);
    // Both sides of the fence must have been tried, or the test proves nothing.
    expect(counts.refused).toBeGreaterThan(5000);
    expect(counts.applied).toBeGreaterThan(100);
    expect(counts.failed).toBeGreaterThan(100);
  }, 180_000);
});
