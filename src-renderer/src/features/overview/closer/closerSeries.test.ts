import { describe, expect, it } from 'vitest';
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { liveFrame } from '../../../../testSupport/liveFrames.ts';
import { topicOf } from './closerSeries.ts';
import { lastSeconds, rowsOf, spanOf, thinned } from './rows.ts';
import { allShown, colorCount, firstShown, legendOrder, toggled, withAll } from './shown.ts';

const first = liveFrame(10, 10_000);
const names = (id: Parameters<typeof topicOf>[0], frames: readonly MonitorFrame[]): readonly string[] =>
  topicOf(id, frames).series.map((one) => one.name);

describe('series of a closer look', () => {
  it('has the total and every CPU', () => {
    expect(names('cpu', [first])).toHaveLength(65);
    expect(names('cpu', [first]).slice(0, 2)).toEqual(['All CPUs', 'CPU 0']);
  });

  it('has swap only where there is some', () => {
    expect(names('memory', [first])).toEqual(['In use', 'Cached files', 'Not yet written', 'Swap in use']);
    const swapless = { ...first, memory: { ...first.memory, swapTotalBytes: 0 } };
    expect(names('memory', [swapless])).not.toContain('Swap in use');
  });

  it('leaves out pressure that this kernel does not have', () => {
    const line = { avg10: 3, avg60: 0, avg300: 0, totalMicroseconds: 0 };
    const frame = { ...first, pressure: { cpu: { some: line, full: null }, memory: null, io: { some: line, full: line } } };
    expect(names('pressure', [frame])).toEqual(['Processor: some', 'Disk: some', 'Disk: full']);
  });

  it('keeps the past of a disk that was unplugged, as a gap afterwards', () => {
    const stick = { ...first.disks[0]!, name: 'sda' };
    const frames = [{ ...first, disks: [...first.disks, stick] }, liveFrame(11, 11_000)];
    const { series } = topicOf('disk', frames);
    const read = series.find((one) => one.name === 'sda read');
    expect(frames.map((frame) => read?.pick(frame))).toEqual([stick.readBytesPerSecond, null]);
  });

  it('leaves out traffic inside the machine', () => {
    const frame = { ...first, networks: [...first.networks, { ...first.networks[0]!, name: 'lo' }] };
    expect(names('network', [frame])).toEqual(['enp1s0f0 in', 'enp1s0f0 out']);
  });

  it('tells sensors of the same name apart', () => {
    const sensor = { label: 'Composite', tempC: 40, criticalC: null };
    const temperatures = [
      { ...sensor, id: 'nvme0/c', chip: 'nvme' },
      { ...sensor, id: 'nvme1/c', chip: 'nvme' },
      { ...sensor, id: 'other/c', chip: 'other' },
    ];
    expect(names('temperature', [{ ...first, temperatures }])).toEqual(['Composite (nvme0/c)', 'Composite (nvme1/c)', 'Composite (other)']);
  });
});

describe('rows', () => {
  const { series } = topicOf('cpu', [first]);
  const [total] = series;
  const at = (sequence: number, changes: Partial<MonitorFrame> = {}): MonitorFrame => ({
    ...liveFrame(sequence, sequence * 1000),
    ...changes,
  });

  it.each([
    ['a gap told by the monitor', at(12, { gap: true })],
    ['a monitor that was started anew', at(12, { sequence: 0, intervalMs: null })],
    ['frames that never arrived', at(15)],
  ])('breaks the lines at %s', (_, second) => {
    const rows = rowsOf([at(11), second], [total!]);
    expect(rows.map((row) => row.values[0] === null)).toEqual([false, true, false]);
    expect(rows[1]?.at).toBe((11_000 + second.at) / 2);
  });

  it('does not break the lines between neighbours, nor before the first', () => {
    expect(rowsOf([at(11, { gap: true }), at(12)], [total!]).map((row) => row.at)).toEqual([11_000, 12_000]);
  });

  it('ends 15 minutes before the newest frame', () => {
    expect(lastSeconds([at(0), at(100), at(1000)], 900).map((frame) => frame.sequence)).toEqual([100, 1000]);
    expect(lastSeconds([], 900)).toEqual([]);
  });

  it('draws means of neighbours where there is too much to draw, and leaves gaps open', () => {
    const row = (at: number, ...values: (number | null)[]) => ({ at, values });
    const rows = [row(1, 1, 5), row(2, 3, null), row(3, 8, 4), row(4, null, null), row(5, 2, 2), row(6, 4, 4)];
    expect(thinned(rows, 2)).toEqual([row(2, 2, null), row(3, 8, 4), row(4, null, null), row(6, 3, 3)]);
    expect(thinned(rows, 1)).toBe(rows);
  });

  it('counts only what was measured', () => {
    const busy = (busyPercent: number | null) => at(1, { cpu: { ...first.cpu, busyPercent } });
    expect(spanOf([busy(10), busy(null), busy(40)], total!)).toEqual({ least: 10, mean: 25, most: 40 });
    expect(spanOf([busy(null)], total!)).toBeNull();
  });
});

describe('shown series', () => {
  const { series } = topicOf('cpu', [first]);
  const spans = new Map(series.map((one) => [one.id, spanOf([first], one)]));

  it('begins with the total and the busiest of many, and with all of a few', () => {
    const shown = firstShown(series, spans);
    const hidden = series.filter((one) => !shown.has(one.id)).map((one) => spans.get(one.id)?.most ?? 0);
    const busiest = [...shown.keys()].filter((id) => id !== 'total').map((id) => spans.get(id)?.most ?? 0);
    expect(shown.get('total')).toBe(0);
    expect(Math.min(...busiest)).toBeGreaterThanOrEqual(Math.max(...hidden));
    expect(firstShown(series.slice(0, colorCount), spans).size).toBe(colorCount);
    expect(
      legendOrder(series, shown)
        .slice(0, shown.size)
        .map((one) => one.id),
    ).toEqual([...shown.keys()]);
  });

  it('leaves each line its colour while others come and go', () => {
    const three = allShown(series.slice(0, 3));
    const without = toggled(three, 'cpu0');
    expect([...without]).toEqual([
      ['total', 0],
      ['cpu1', 2],
    ]);
    expect(toggled(without, 'cpu9').get('cpu9')).toBe(1);
    const everything = withAll(without, series);
    expect(new Set(everything.values()).size).toBe(series.length);
    expect(everything.get('cpu1')).toBe(2);
  });
});
