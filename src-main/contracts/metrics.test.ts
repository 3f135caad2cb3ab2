import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxInstanceLength, metricById, metrics, partsOfSeries, seriesId, visitFigures } from './metrics.ts';
import { emptyCpu, emptyDisk, emptyFrame, emptyMemory } from './testSupport/emptyFrame.ts';

function figures(frame = emptyFrame()): Record<string, number | null> {
  const found: Record<string, number | null> = {};
  visitFigures(frame, (metric, instance, value) => {
    found[seriesId(metric.id, instance)] = value;
  });
  return found;
}

describe('metrics', () => {
  it('have ids of their own, without a slash, each with its unit at the end or named by it', () => {
    const ids = metrics.map((metric) => metric.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+\.[A-Za-z0-9]+$/);
    expect(metricById('cpu.busyPercent')?.unit).toBe('percent');
    expect(metricById('toString')).toBeUndefined();
  });

  it('visit every figure of the machine, also one that was not measured', () => {
    const found = figures(
      emptyFrame({
        cpu: emptyCpu({ busyPercent: 12.5, perCpuBusyPercent: [25, null] }),
        memory: emptyMemory({ totalBytes: 1000, usedBytes: 333 }),
        disks: [emptyDisk({ name: 'sda', health: 'failing' })],
      }),
    );
    expect(found).toMatchObject({
      'cpu.busyPercent': 12.5,
      'cpu.userPercent': null,
      'cpu.coreBusyPercent/0': 25,
      'cpu.coreBusyPercent/1': null,
      'memory.usedPercent': 33.3,
      'memory.swapUsedPercent': null,
      'disk.failing/sda': 1,
      'disk.tempC/sda': null,
    });
  });

  it('leave out devices whose names are empty or endless', () => {
    const names = ['', 'x'.repeat(maxInstanceLength + 1), 'x'.repeat(maxInstanceLength)];
    const found = figures(emptyFrame({ disks: names.map((name) => emptyDisk({ name })) }));
    const disks = Object.keys(found).filter((id) => id.startsWith('disk.tempC/'));
    expect(disks).toEqual([`disk.tempC/${'x'.repeat(maxInstanceLength)}`]);
  });

  it('make a series that can be taken apart again, whatever the device is called', () => {
    fc.assert(
      fc.property(fc.constantFrom(...metrics), fc.string(), (metric, instance) => {
        expect(partsOfSeries(seriesId(metric.id, instance))).toEqual({ metric: metric.id, instance });
      }),
    );
  });
});
