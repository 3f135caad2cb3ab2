import { describe, expect, it } from 'vitest';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { emptyNetwork } from '../../../../src-main/contracts/testSupport/emptyFrame.ts';
import { liveFrame } from '../../../testSupport/liveFrames.ts';
import { areaPath, linePath } from '../../ui/chartPath.ts';
import { hottest, knownSum, networkReceiveRate, niceCeiling, seriesOf } from './series.ts';

function frames(count: number): readonly MonitorFrame[] {
  return Array.from({ length: count }, (_, index) => liveFrame(index, index * 1000));
}

describe('series', () => {
  it('ends at now and goes back in seconds', () => {
    const points = seriesOf(frames(3), () => 1);
    expect(points.map((point) => point.secondsAgo)).toEqual([-2, -1, 0]);
  });

  it('breaks the line before a frame after a gap', () => {
    const gapped = frames(3).map((frame, index) => (index === 2 ? { ...frame, gap: true } : frame));
    expect(seriesOf(gapped, () => 1).map((point) => point.value)).toEqual([1, 1, null, 1]);
    expect(
      linePath(
        seriesOf(gapped, () => 1),
        60,
        1,
      ).match(/M/g),
    ).toHaveLength(2);
  });

  it('adds up what is known and invents nothing', () => {
    expect(knownSum([null, 2, 3])).toBe(5);
    expect(knownSum([null, null])).toBeNull();
    expect(knownSum([])).toBeNull();
  });

  it('does not count traffic that never leaves the machine', () => {
    const [frame] = frames(1);
    const lo = emptyNetwork({ name: 'lo', kind: 'loopback', receiveBytesPerSecond: 1e9, sendBytesPerSecond: 1e9 });
    expect(networkReceiveRate({ ...frame!, networks: [lo] })).toBeNull();
  });

  it('picks the sensor that is closest to its own limit', () => {
    const [frame] = frames(1);
    const sensor = { chip: 'c', label: 'l' };
    const temperatures = [
      { ...sensor, id: 'cool chip, high limit', tempC: 70, criticalC: 110 },
      { ...sensor, id: 'warm disk, low limit', tempC: 68, criticalC: 75 },
      { ...sensor, id: 'no limit', tempC: 60, criticalC: null },
    ];
    expect(hottest({ ...frame!, temperatures })?.id).toBe('warm disk, low limit');
    expect(hottest({ ...frame!, temperatures: [] })).toBeNull();
  });

  it('rounds the top of an axis up to 1, 2 or 5', () => {
    expect([0, 9, 11, 21, 51, 99, 100, 101].map((value) => niceCeiling(value, 10))).toEqual([10, 10, 20, 50, 100, 100, 100, 200]);
  });
});

describe('paths', () => {
  it('draws the newest point at the right edge and clips to the chart', () => {
    const points = [
      { secondsAgo: -60, value: 0 },
      { secondsAgo: 0, value: 500 },
    ];
    expect(linePath(points, 60, 100)).toBe('M0 100L600 0');
    expect(areaPath(points, 60, 100)).toBe('M0 100L600 0L600 100L0 100Z');
  });

  it('is empty without points', () => {
    expect(linePath([], 60, 100)).toBe('');
  });
});
