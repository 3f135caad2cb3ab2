/** Marks, devices, closeness, addresses and saved files: what the page says and keeps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../../src-main/contracts/alerts.ts';
import type { PlanRecord } from '../../../../../src-main/contracts/plan.ts';
import { liveFrame } from '../../../../testSupport/liveFrames.ts';
import { laptopShape, serverShape } from '../../../../testSupport/machines.ts';
import { choicesOf, seriesName } from './choices.ts';
import { type Device, devicesOf, firstShown, linesOf, toggled } from './devices.ts';
import { csvOf, exportName, exportParts, jsonOf } from './exportText.ts';
import { closeness, loadStep, powerCloseness } from './heat.ts';
import { flagsOf, flagWords, marksOf } from './marks.ts';
import type { Past } from './merge.ts';
import { missingWhy, resourceById, resources } from './resources.ts';
import { monitorSearch, resourceOf, viewOf, withView } from './search.ts';

const now = 1_800_000_000_000;

function alert(over: Partial<Alert>): Alert {
  return {
    id: 'a',
    ruleId: 'r',
    title: 't',
    severity: 'warning',
    metric: 'cpu.busyPercent',
    instance: '',
    series: 'cpu.busyPercent',
    value: 1,
    peak: 1,
    text: 'busy',
    startedAt: now,
    endedAt: now,
    acknowledgedAt: null,
    quiet: false,
    ...over,
  };
}

function plan(over: Partial<PlanRecord>): PlanRecord {
  return {
    planId: 'p',
    title: 'Profile',
    profileId: null,
    state: 'applied',
    risk: 'reversible',
    createdAt: new Date(now).toISOString(),
    appliedAt: new Date(now).toISOString(),
    undoneAt: null,
    undoneBecause: null,
    confirmBy: null,
    uid: null,
    steps: [],
    ...over,
  };
}

describe('marks', () => {
  it('are a Plan when it was applied and when it was undone, and an alert for as long as it lasts', () => {
    const undone = plan({ state: 'undone', undoneAt: new Date(now + 5000).toISOString() });
    const marks = marksOf([undone], [alert({ startedAt: now + 1000, endedAt: null })]);
    expect(marks.map(({ kind, atMs, endMs }) => [kind, atMs - now, endMs === null ? null : endMs - now])).toEqual([
      ['Plan applied', 0, 0],
      ['Alert', 1000, null],
      ['Plan undone', 5000, 5000],
    ]);
    expect(marks[0]?.opens).toEqual({ page: 'history', id: 'p' });
    expect(marksOf([plan({ appliedAt: null, state: 'undone' })], [])).toEqual([]);
  });

  it('stand where they happened, and close ones become one flag with the worst colour', () => {
    const window = { fromMs: now, toMs: now + 100_000 };
    const marks = marksOf(
      [plan({})],
      [
        alert({ id: 'close', severity: 'critical', startedAt: now + 1000, endedAt: now + 2000 }),
        alert({ id: 'apart', startedAt: now + 50_000, endedAt: now + 75_000 }),
        alert({ id: 'over before', startedAt: now - 10_000, endedAt: now - 1 }),
        alert({ id: 'not yet', startedAt: now + 100_001, endedAt: null }),
      ],
    );
    const flags = flagsOf(marks, window, 0.03);
    expect(flags.map(({ left, tone, marks: members }) => [left, tone, members.length])).toEqual([
      [0, 'critical', 2],
      [0.5, 'warning', 1],
    ]);
    expect(flags[1]?.length).toBeCloseTo(0.25);
    expect(flagWords(flags[0]!, () => '12:00')).toEqual(['12:00 · Plan applied: Profile: 0\u00a0changes', '12:00 · Critical alert: Busy']);
  });

  it('that began earlier and last stand at the left edge, and no flag is lost or outside', () => {
    const [flag] = flagsOf(marksOf([], [alert({ startedAt: now - 1e9, endedAt: null })]), { fromMs: now, toMs: now + 1000 }, 0.03);
    expect(flag).toMatchObject({ left: 0, length: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -500, max: 1500 }), fc.option(fc.integer({ min: 0, max: 500 })))), (spans) => {
        const marks = marksOf(
          [],
          spans.map(([start, length], index) =>
            alert({ id: String(index), startedAt: now + start, endedAt: length === null ? null : now + start + length }),
          ),
        );
        const window = { fromMs: now, toMs: now + 1000 };
        const flags = flagsOf(marks, window, 0.05);
        const inside = marks.filter((mark) => mark.atMs <= window.toMs && (mark.endMs ?? Number.POSITIVE_INFINITY) >= window.fromMs);
        expect(flags.flatMap((one) => one.marks)).toHaveLength(inside.length);
        for (const { left, length } of flags) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left + length).toBeLessThanOrEqual(1.000_001);
        }
      }),
    );
  });
});

describe('devices and lines', () => {
  const frame = liveFrame(1, now, serverShape);

  it('have every device, what is wrong with it, and names that differ', () => {
    expect(devicesOf(frame, 'disk')).toHaveLength(40);
    expect(devicesOf(frame, 'disk').find((device) => device.problem !== null)?.problem).toContain('SMART');
    for (const { id } of resources) {
      const keys = devicesOf(frame, id).map((device) => `${device.kind} ${device.instance}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(devicesOf(liveFrame(1, now, laptopShape), 'battery')[0]?.note).toBe('in use, 211 cycles');
  });

  it('draw the busiest of many at first, all of a few, and keep colours while others come and go', () => {
    const devices: readonly Device[] = devicesOf(frame, 'disk');
    const shown = firstShown(devices, (device) => Number(device.instance === 'sdz') + Number(device.instance.startsWith('nvme')) / 2);
    expect(shown.size).toBe(5);
    expect(shown.has('sdz')).toBe(true);
    const without = toggled(shown, devices, 'nvme0n1');
    expect(without.get('sdz')).toBe(shown.get('sdz'));
    expect(toggled(without, devices, 'sdb').get('sdb')).toBe(shown.get('nvme0n1'));
    expect(firstShown(devices.slice(0, 3), () => 0).size).toBe(3);
  });

  it('tell two figures of one device apart by dashes, and leave out what nobody measures', () => {
    const throughput = resourceById('disk').charts[0]!;
    const devices = devicesOf(frame, 'disk').slice(0, 2);
    const shown = firstShown(devices, () => 0);
    const lines = linesOf(throughput, devices, shown, (series) => series !== 'disk.writeBytesPerSecond/nvme1n1');
    expect(lines.map(({ name, slot, dashed }) => [name, slot, dashed])).toEqual([
      ['nvme0n1 read', 0, false],
      ['nvme0n1 write', 0, true],
      ['nvme1n1 read', 1, false],
    ]);
    const alone = linesOf(throughput, devices.slice(0, 1), shown, () => true);
    expect(alone.map(({ slot, dashed }) => [slot, dashed])).toEqual([
      [0, false],
      [1, false],
    ]);
  });

  it('has charts of one unit each, and a reason for each missing resource', () => {
    expect(missingWhy(frame, 'battery')).toBe('This machine has no battery.');
    expect(missingWhy(frame, 'cpu')).toBeNull();
  });
});

describe('closeness to a limit', () => {
  it('says degrees and never colours what has no limit', () => {
    expect(closeness(60, null)).toBeNull();
    expect(closeness(93, 95)).toEqual({ step: 5, words: '2 °C to limit' });
    expect(closeness(99, 95)).toEqual({ step: 5, words: '4 °C over limit' });
    expect(closeness(30, 95)).toEqual({ step: 0, words: '65 °C below limit' });
    expect(powerCloseness(175, 350)).toEqual({ step: 2, words: '50% of its limit' });
    expect(powerCloseness(1, 0)).toBeNull();
  });

  it('only ever gets warmer', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(loadStep(low)).toBeLessThanOrEqual(loadStep(high));
        expect(closeness(low, 95)?.step).toBeLessThanOrEqual(closeness(high, 95)?.step ?? 0);
      }),
    );
  });
});

describe('the address', () => {
  it('is kept where it is right and left out where it is wrong', () => {
    const right = { resource: 'disk', from: now - 1000, to: now, compare: ['a', 'b'], series: 'disk.tempC/sda' };
    expect(monitorSearch(right)).toEqual(right);
    expect(monitorSearch({ resource: 'nothing', span: '4h', from: 5, to: 4, at: 'soon', compare: 'x', series: '' })).toEqual({});
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('resource', 'span', 'from', 'to', 'compare', 'series', 'at'), fc.anything()), (search) => {
        const checked = monitorSearch(search);
        expect(monitorSearch({ ...checked })).toEqual(checked);
        const view = viewOf(checked, now);
        expect(viewOf(withView(checked, view), now)).toEqual(view);
        resourceOf(checked);
      }),
    );
  });

  it('opens the chart of an alert at its moment', () => {
    const link = monitorSearch({ series: 'filesystem.usedPercent//home', at: now - 3_600_000 });
    expect(resourceOf(link)).toBe('filesystem');
    expect(viewOf(link, now)).toEqual({ kind: 'fixed', fromMs: now - 4_200_000, toMs: now - 3_000_000 });
    expect(withView(link, { kind: 'live', span: '1h' })).toEqual({ ...link, span: '1h' });
  });
});

describe('choices', () => {
  it('are by resource, with devices in human order', () => {
    const groups = choicesOf(new Set(['cpu.coreBusyPercent/10', 'cpu.coreBusyPercent/9', 'memory.usedBytes', 'unheard.of']));
    expect(groups.map(({ group, items }) => [group, items.map((item) => item.value)])).toEqual([
      ['Processor', ['cpu.coreBusyPercent/9', 'cpu.coreBusyPercent/10']],
      ['Memory', ['memory.usedBytes']],
    ]);
    expect(seriesName('disk.tempC/sda')).toBe('Disk temperature: sda');
  });
});

describe('saved files', () => {
  const past: Past = {
    tier: 'minute',
    stepMs: 60_000,
    starts: [0, 60_000],
    lines: new Map([['filesystem.usedPercent//mnt/a,"b"', { mean: [1.5, null], min: [1, null], max: [2, null] }]]),
  };
  const ids = [...past.lines.keys()];

  it('quote what a spreadsheet would take apart, and leave empty what was not measured', () => {
    expect(csvOf(past, ids)).toBe(
      [
        'time,"filesystem.usedPercent//mnt/a,""b"" min","filesystem.usedPercent//mnt/a,""b"" mean","filesystem.usedPercent//mnt/a,""b"" max"',
        '1970-01-01T00:00:00.000Z,1,1.5,2',
        '1970-01-01T00:01:00.000Z,,,',
        '',
      ].join('\r\n'),
    );
    const formula: Past = { ...past, lines: new Map([['=cmd()', { mean: [-1, 2], min: [-1, 2], max: [-1, 2] }]]) };
    expect(csvOf(formula, ['=cmd()'])).toContain("'=cmd() min");
  });

  it('keep numbers below zero as numbers', () => {
    const cold: Past = { ...past, lines: new Map([['sensor.tempC/x', { mean: [-1, 2], min: [-2, 2], max: [-1, 2] }]]) };
    expect(csvOf(cold, ['sensor.tempC/x'])).toContain('Z,-2,-1,-1');
  });

  it('say the same as JSON, with words and units', () => {
    expect(JSON.parse(jsonOf(past, ids))).toMatchObject({
      resolution: 'minute',
      stepMs: 60_000,
      series: [{ metric: 'filesystem.usedPercent', instance: '/mnt/a,"b"', unit: 'percent', mean: [1.5, null] }],
    });
    expect(exportName('disk', new Date(2026, 10, 3, 4, 5).getTime(), 'csv')).toBe('hecate-monitor-disk-2026-11-03-0405.csv');
  });

  it('come in parts that leave nothing out and take nothing twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.constantFrom(1000, 60_000, 900_000),
        (from, length, step) => {
          const parts = exportParts(from, from + length, step, 100);
          expect(parts[0]?.fromMs).toBeLessThanOrEqual(from);
          expect(parts.at(-1)?.toMs).toBeGreaterThanOrEqual(from + length);
          for (const [index, part] of parts.entries()) {
            expect(part.points).toBeLessThanOrEqual(100);
            expect(part.toMs - part.fromMs).toBe(part.points * step);
            if (index > 0) expect(part.fromMs).toBe(parts[index - 1]?.toMs);
          }
        },
      ),
    );
  });
});
