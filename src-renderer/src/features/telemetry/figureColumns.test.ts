import { describe, expect, it } from 'vitest';
import { emptyCpu, emptyFrame, emptyNetwork } from '../../../../src-main/contracts/testSupport/emptyFrame.ts';
import { createFigureColumns } from './figureColumns.ts';

function frame(sequence: number, load1: number | null, over: Parameters<typeof emptyFrame>[0] = {}) {
  return emptyFrame({ sequence, at: sequence * 1000, intervalMs: 1000, cpu: emptyCpu({ load1 }), ...over });
}

describe('columns of figures', () => {
  it('keep every figure of a frame by series, and what was not measured as nothing', () => {
    const columns = createFigureColumns(10);
    columns.push(frame(1, 0.5));
    columns.push(frame(2, null));
    expect([...columns.times()]).toEqual([1000, 2000]);
    expect([...columns.column('cpu.load1')!]).toEqual([0.5, Number.NaN]);
    expect(columns.latest('cpu.load1')).toBeNull();
    expect(columns.latest('never seen')).toBeNull();
    expect(columns.newestAt()).toBe(2000);
  });

  it('put an empty row between frames that are no neighbours', () => {
    const columns = createFigureColumns(10);
    columns.push(frame(1, 1));
    columns.push(frame(5, 5));
    expect([...columns.times()]).toEqual([1000, 3000, 5000]);
    expect([...columns.column('cpu.load1')!]).toEqual([1, Number.NaN, 5]);
  });

  it('keep the newest, and forget devices that are only in what is gone', () => {
    const columns = createFigureColumns(4);
    columns.push(frame(0, 0, { networks: [emptyNetwork({ name: 'veth0', receiveBytesPerSecond: 1 })] }));
    const before = columns.generation();
    for (let sequence = 1; sequence < 9; sequence += 1) columns.push(frame(sequence, sequence));
    expect([...columns.times()]).toEqual([4000, 5000, 6000, 7000, 8000]);
    expect([...columns.column('cpu.load1')!]).toEqual([4, 5, 6, 7, 8]);
    expect(columns.column('network.receiveBytesPerSecond/veth0')).toBeUndefined();
    expect(columns.generation()).toBeGreaterThan(before);
  });

  it('leave a repeated frame out, and begin anew when the clock was set back', () => {
    const columns = createFigureColumns(10);
    columns.push(frame(100, 1));
    columns.push(frame(100, 2));
    expect([...columns.times()]).toEqual([100_000]);
    columns.push(frame(3, 3));
    expect([...columns.times()]).toEqual([3000]);
    expect(columns.latest('cpu.load1')).toBe(3);
  });
});
