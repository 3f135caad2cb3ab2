import { describe, expect, it } from 'vitest';
import { printable } from '../../base/text.ts';
import type { ProfileChoice } from '../../contracts/profiles.ts';
import { settings as settingsSchema } from '../../contracts/settings.ts';
import { emptyCpu, emptyDisk, emptyFrame, emptyMemory } from '../../contracts/testSupport/emptyFrame.ts';
import type { TuningStatus } from '../../contracts/tuning.ts';
import type { Page } from '../terminal/layout.ts';
import { createStyle } from '../terminal/style.ts';
import { textWidth } from '../terminal/width.ts';
import { sampleKnob, samplePlan, samplePreview, sampleRecord } from '../testSupport/samples.ts';
import { formatDoctor } from './doctor.ts';
import { formatFrame, formatFrameLine } from './monitor.ts';
import { formatAbout, formatJobs, formatSettings } from './other.ts';
import { formatPreview } from './plan.ts';
import { formatChoice, formatProfiles } from './profile.ts';
import { readingField, safe, shortReading } from './reading.ts';
import { formatHistory, formatRecord, formatStatus, formatUndo, formatVerify } from './tuning.ts';
import { counted, formatBytes, formatMbps, formatMHz, formatTime } from './units.ts';

const page: Page = { style: createStyle(false), width: 72 };
const at = '2026-11-23T14:00:00.000Z';
const hostile = 'GPU \u001b[31m\nroot#\u202e\u0007';

describe('units', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1_048_575, '1 MiB'],
    [25_769_803_776, '24 GiB'],
    [2e15, '1.8 PiB'],
  ])('%d bytes is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('writes clocks, links and counts', () => {
    expect(formatMHz(800)).toBe('800 MHz');
    expect(formatMHz(4700)).toBe('4.70 GHz');
    expect(formatMbps(100)).toBe('100 Mbit/s');
    expect(formatMbps(2500)).toBe('2.5 Gbit/s');
    expect(counted(1, 'GPU')).toBe('1 GPU');
    expect(counted(0, 'capability', 'capabilities')).toBe('0 capabilities');
    expect(formatTime('nonsense')).toBe('nonsense');
    expect(formatTime(at)).toMatch(/^2026-11-2[34] \d\d:\d\d$/);
  });
});

describe('readings', () => {
  it('never look like a value when there is none', () => {
    expect(readingField(page, 'ECC', { status: 'absent', why: 'no controller' }, String).value).toBe('none: no controller');
    expect(readingField(page, 'ECC', { status: 'unknown', why: 'not readable' }, String).value).toBe('unknown: not readable');
    expect(readingField(page, 'ECC', { status: 'ok', value: 1 }, String).value).toBe('1');
    expect(shortReading({ status: 'absent', why: 'x' }, String)).toBe('-');
    expect(shortReading({ status: 'unknown', why: 'x' }, String)).toBe('?');
  });

  it('make hostile text harmless', () => {
    expect(safe(hostile)).toBe('GPU [31m root#');
  });
});

describe('plan', () => {
  it('is a diff with why, risk and evidence, and says what is left out', () => {
    expect(formatPreview(page, samplePreview)).toEqual([
      'Server: set 1 knob profile server · 1 change · plan plan-1',
      '',
      'Memory',
      '  Swappiness (vm.swappiness)',
      '    vm.swappiness                               60 → 10',
      '    /etc/sysctl.d/60-hecate-vm-swappiness.conf  create',
      '    why       enough memory for everything',
      '    risk      persistent: stays after a reboot, undone at once · tier A',
      '    evidence  What it does',
      '              https://docs.kernel.org/admin-guide/sysctl/vm.html',
      '',
      'tuned is running',
      '  Its profile is throughput-performance.',
      '  Stop it, or leave its knobs alone.',
      '',
      'Only with --accept-danger',
      '  boot.mitigations  60 → off: faster system calls Danger: programs can',
      '                    read each other’s memory',
      '',
      'Offered with --tier-b',
      '  thp.defrag  60 → defer: worth a measurement',
      '',
      'Not on this machine',
      '  2 knobs  no such disk: block.nvme, block.hdd',
    ]);
  });

  it('says nothing about knobs that were not asked for', () => {
    const text = formatPreview(page, samplePreview, ['thp.defrag']).join('\n');
    expect(text).toContain('thp.defrag');
    expect(text).not.toContain('block.nvme');
  });

  it('says when there is nothing to do, and warns where it must', () => {
    const lines = formatPreview(page, {
      ...samplePreview,
      plan: null,
      knobs: [],
      rivals: [],
      rebootNeeded: true,
      confirmAdvised: true,
    });
    expect(lines[0]).toBe('Nothing to do profile server');
    expect(lines.join('\n')).toContain('after a reboot');
    expect(lines.join('\n')).toContain('unless you keep it in time');
  });

  it('lets no text of a plan break a line or colour the terminal', () => {
    const evil = {
      ...samplePlan,
      title: hostile,
      steps: samplePlan.steps.map((step) => ({ ...step, title: hostile, why: hostile, before: hostile, after: hostile })),
    };
    const preview = { ...samplePreview, plan: evil, knobs: [{ ...sampleKnob, title: hostile, why: hostile }] };
    for (const line of formatPreview(page, preview)) expect(printable(line)).toBe(line.trim());
  });

  it('fits the page except for what cannot be broken', () => {
    for (const line of formatPreview({ ...page, width: 60 }, samplePreview).slice(6)) {
      if (!line.includes('/etc/')) expect(textWidth(line)).toBeLessThanOrEqual(60);
    }
  });
});

describe('results', () => {
  const step = { planId: 'plan-1', stepId: 's1', knobId: 'vm.swappiness', title: 'Swappiness', expected: '10' };

  it('record', () => {
    expect(formatRecord(page, sampleRecord)).toEqual([
      'Server: set 1 knob: in force',
      '  plan   plan-1',
      '  steps  2 changed, 0 already so, 2 in all',
    ]);
    const failed = {
      ...sampleRecord,
      state: 'undone' as const,
      undoneBecause: 'failure',
      steps: sampleRecord.steps.map((one) => ({ ...one, problem: 'EIO' })),
    };
    expect(formatRecord(page, failed).join('\n')).toContain('undone because  failure');
    expect(formatRecord(page, failed).join('\n')).toContain('Swappiness: 60 → 10: EIO');
  });

  it('verify', () => {
    const lines = formatVerify(page, [
      { ...step, verdict: 'applied', found: '10', detail: '' },
      { ...step, knobId: null, stepId: 's2', verdict: 'drifted', found: '60', detail: 'Changed since.' },
    ]);
    expect(lines).toEqual([
      'VERDICT  KNOB           EXPECTED',
      'ok       vm.swappiness  10',
      'drifted  s2             10, found 60. Changed since.',
      '',
      '1 setting of 2 not as applied.',
    ]);
    expect(formatVerify(page, [{ ...step, verdict: 'applied', found: '10', detail: '' }]).at(-1)).toBe('All 1 setting as applied.');
    expect(formatVerify(page, [])).toEqual(['Nothing is in force, so there is nothing to verify.']);
  });

  it('undo', () => {
    const lines = formatUndo(page, {
      undonePlans: ['plan-1'],
      steps: [
        { planId: 'plan-1', stepId: 's1', title: 'Swappiness', outcome: 'restored', detail: 'back to 60' },
        { planId: 'plan-1', stepId: 's2', title: 'File', outcome: 'conflict', detail: '' },
      ],
    });
    expect(lines).toEqual(['OUTCOME     SETTING', 'restored    Swappiness: back to 60', 'left alone  File', '', 'Undone: plan-1']);
    expect(formatUndo(page, { undonePlans: [], steps: [] })).toEqual(['There was nothing to undo.']);
  });

  it('status', () => {
    const status: TuningStatus = {
      profileId: 'server',
      appliedPlans: 1,
      stepsInForce: 2,
      drifted: [{ ...step, verdict: 'drifted', found: '60', detail: 'Changed.' }],
      awaitingConfirmation: { planId: 'plan-1', confirmBy: at },
      awaitingReboot: true,
      lastCheckedAt: at,
    };
    const text = formatStatus({ ...page, width: 140 }, status).join('\n');
    expect(text).toContain('In force  1 plan, 2 settings');
    expect(text).toContain('Drift     1 setting');
    expect(text).toContain('hecate tune confirm');
    expect(text).toContain('drifted  vm.swappiness  10, found 60. Changed.');
    expect(formatStatus(page, { ...status, appliedPlans: 0, drifted: [], awaitingConfirmation: null, awaitingReboot: false })).toEqual([
      'Profile   server',
      'In force  nothing, the machine is as it was',
      'Drift     none',
    ]);
  });

  it('history', () => {
    const [, row = ''] = formatHistory(page, [sampleRecord], false);
    expect(row).toMatch(/^plan-1 {2}2026-11-2\d \d\d:\d\d {2}in force {2}persistent {6}2 {2}Server: set 1 knob$/);
    expect(formatHistory(page, [sampleRecord], true).join('\n')).toContain('Swappiness: 60 → 10: 60 → 10 (applied)');
    expect(formatHistory(page, [], false)).toEqual(['No plan was applied here. What proofs tried is shown with --proofs.']);
  });
});

describe('profile', () => {
  it('choice with its reasons', () => {
    const choice: ProfileChoice = {
      profileId: 'server',
      title: 'Server',
      detectedId: 'laptop',
      overridden: true,
      reasons: [
        { text: 'a battery → Laptop', effect: 'chose', profileId: 'laptop' },
        { text: 'not Gaming: no GPU', effect: 'ruledOut', profileId: 'gaming' },
      ],
    };
    expect(formatChoice(page, choice)).toEqual([
      'Server (server), chosen by you; the hardware says laptop',
      '',
      '+ a battery → Laptop',
      '- not Gaming: no GPU',
    ]);
  });

  it('list marks the one in force and names broken files', () => {
    const profile = {
      id: 'server',
      title: 'Server',
      description: '',
      builtIn: true,
      base: 'server' as const,
      knobs: {},
      acceptedDangers: [],
    };
    const lines = formatProfiles(
      page,
      [profile, { ...profile, id: 'mine', title: 'Mine', builtIn: false, knobs: { a: '1' } }],
      [{ file: 'bad.json', line: 3, problem: 'no id' }],
      'mine',
    );
    expect(lines).toEqual([
      '   ID      KIND                   TITLE',
      '   server  built-in               Server',
      '*  mine    from server, 1 change  Mine',
      '',
      'bad.json line 3: no id',
    ]);
  });
});

describe('doctor, jobs, settings, about', () => {
  it('what is missing comes first, with the way to get it', () => {
    expect(
      formatDoctor(
        page,
        [
          { id: 'a', title: 'Sensors', status: 'available', why: '3 chips', remedy: null },
          { id: 'b', title: 'NVML', status: 'absent', why: 'no NVIDIA driver', remedy: 'install it' },
        ],
        [],
      ),
    ).toEqual([
      'missing NVML',
      '  why        no NVIDIA driver',
      '  to get it  install it',
      '',
      'Available',
      '  Sensors  3 chips',
      '',
      '1 capability available, 1 not.',
    ]);
  });

  it('jobs', () => {
    const job = {
      id: 'j1',
      method: 'tuning.apply',
      title: 'Apply a Plan',
      state: 'failed' as const,
      phase: 'Failed',
      progress: 0.5,
      cancellable: false,
      startedAt: at,
      endedAt: at,
      lastLines: [],
      error: { code: 'plan.busy', message: 'another Plan' },
    };
    expect(formatJobs(page, [job])[1]).toMatch(/^j1 {3}failed {2}50\.0 % {2}2026-11-2\d \d\d:\d\d {2}Apply a Plan: another Plan$/);
    expect(formatJobs(page, [])[0]).toContain('No job');
  });

  it('settings and about', () => {
    const settings = settingsSchema.parse({ version: 1, theme: 'dark' });
    const lines = formatSettings(page, settings, 'it was damaged');
    expect(lines[0]).toBe('theme                  dark');
    expect(lines.join('\n')).toContain('profileOverride        not set');
    expect(lines.join('\n')).not.toContain('version');
    expect(lines.at(-1)).toBe('it was damaged');
    const about = {
      version: '1',
      runtime: 'Node',
      stateFolder: '/s',
      runtimeFolder: '/r',
      configFolder: '/c',
      elevation: [{ route: 'root', available: true, why: 'is root' }],
      monitor: { running: false, why: 'nobody' },
      rssBytes: 2 ** 26,
    };
    expect(formatAbout(page, about, false).join('\n')).toContain('in hecated, 64 MiB');
    expect(formatAbout(page, about, true).join('\n')).toContain('no daemon is running');
  });
});

describe('live figures', () => {
  const frame = emptyFrame({
    sequence: 1,
    at: 0,
    intervalMs: 1000,
    cpu: emptyCpu({ busyPercent: 50, perCpuBusyPercent: [50, 50], load1: 0.5 }),
    memory: emptyMemory({
      totalBytes: 2 ** 34,
      usedBytes: 2 ** 33,
      availableBytes: 2 ** 33,
      swapTotalBytes: 0,
      swapUsedBytes: 0,
    }),
    pressure: { cpu: { some: { avg10: 1.5, avg60: 0, avg300: 0, totalMicroseconds: 0 }, full: null }, memory: null, io: null },
    disks: [emptyDisk({ name: 'nvme0n1', readBytesPerSecond: 2048, busyPercent: 1 })],
    temperatures: [{ id: 't', chip: 'k10temp', label: hostile, tempC: 55.25, criticalC: null }],
  });

  it('one line for a pipe; not measured is a dash, never a zero', () => {
    expect(formatFrameLine(frame)).toBe(
      '1970-01-01T00:00:00.000Z  cpu 50.0 %  load 0.50  memory 8 GiB of 16 GiB  disk 2 KiB/s read - write  network - in - out  hottest 55.3 °C',
    );
  });

  it('a screen that fits its rows', () => {
    const lines = formatFrame(page, frame, 40);
    expect(lines.join('\n')).toContain('CPU       ███████████████░░░░░░░░░░░░░░░  50.0 %  load 0.50, 2 CPUs');
    expect(lines.join('\n')).toContain('Pressure  cpu 1.5 %');
    expect(lines.join('\n')).toContain('nvme0n1  2 KiB/s      -  1.0 %');
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(formatFrame(page, frame, 5)).toHaveLength(5);
    const first = formatFrame(page, { ...frame, cpu: { ...frame.cpu, busyPercent: null } }, 40);
    expect(first.join('\n')).toContain('not measured in this interval');
  });
});
