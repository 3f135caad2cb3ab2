import { describe, expect, it } from 'vitest';
import { printable } from '../../base/text.ts';
import { emptyCpu, emptyDisk, emptyFrame, emptyMemory, emptyNetwork } from '../../contracts/testSupport/emptyFrame.ts';
import { treeRows } from '../format/processRows.ts';
import type { Page } from '../terminal/layout.ts';
import { createStyle } from '../terminal/style.ts';
import { textWidth } from '../terminal/width.ts';
import { sampleAlert, sampleDetail, sampleRow, sampleRows, tableOf } from '../testSupport/monitorSamples.ts';
import { firstOf } from './list.ts';
import { initialState, type Mode, type TopState } from './state.ts';
import { drawTop, rowsFor, type TopData } from './view.ts';

const frame = emptyFrame({
  cpu: emptyCpu({
    busyPercent: 42,
    userPercent: 30,
    systemPercent: 12,
    perCpuBusyPercent: Array.from({ length: 8 }, (_, index) => index * 12),
    load1: 1.5,
    load5: 1,
    load15: 0.5,
    threads: 900,
  }),
  memory: emptyMemory({ totalBytes: 2 ** 34, usedBytes: 2 ** 33, swapTotalBytes: 2 ** 30, swapUsedBytes: 0 }),
  pressure: { cpu: { some: { avg10: 1.5, avg60: 0, avg300: 0, totalMicroseconds: 0 }, full: null }, memory: null, io: null },
  disks: [emptyDisk({ readBytesPerSecond: 2048, writeBytesPerSecond: 0 })],
  networks: [emptyNetwork({ receiveBytesPerSecond: 1024 }), emptyNetwork({ name: 'lo', kind: 'loopback', receiveBytesPerSecond: 1e9 })],
});
const many = Array.from({ length: 300 }, (_, index) =>
  sampleRow({ pid: 100 + index, cpuPercent: index % 90, command: `worker ${String(index)} ${'x'.repeat(300)}` }),
);
const data: TopData = { frame, alerts: [sampleAlert], table: tableOf([...sampleRows, ...many]), groups: null, detail: sampleDetail };
const start = initialState({ sort: 'cpu', filter: '', tree: false });

function draw(columns: number, rows: number, state: TopState = start, of: TopData = data, colour = false, laterMs = 0): readonly string[] {
  const page: Page = { style: createStyle(colour), width: columns };
  return drawTop({ page, rows, nowMs: frame.at + laterMs }, state, of, rowsFor(state, of, undefined)).lines;
}

const target = { pid: 11, startTicks: 7, name: 'train', nice: 0 };
const modes: readonly Mode[] = [
  { kind: 'list' },
  { kind: 'filter', before: '' },
  { kind: 'signal', target, index: 1 },
  { kind: 'confirm', target, signal: 'KILL' },
  { kind: 'nice', target, text: '-5' },
  { kind: 'detail', target },
  { kind: 'help' },
];

describe('the picture', () => {
  it.each([
    [80, 24],
    [200, 60],
    [120, 30],
  ])('fills %i×%i and no more, in every mode', (columns, rows) => {
    for (const mode of modes) {
      for (const view of ['processes', 'services'] as const) {
        const lines = draw(columns, rows, { ...start, mode, view });
        expect(lines).toHaveLength(rows);
        for (const line of lines.slice(6)) expect(textWidth(line), `${mode.kind}: ${line}`).toBeLessThanOrEqual(columns);
        expect(printable(lines.join(''))).toBe(lines.join('').trim());
      }
    }
  });

  it('survives a terminal of three lines', () => {
    expect(draw(40, 3).length).toBeGreaterThanOrEqual(3);
  });

  it('says the machine in its head', () => {
    const text = draw(100, 24).join('\n');
    expect(text).toContain('load 1.50 1.00 0.50');
    expect(text).toContain('304 processes');
    expect(text).toContain('CPU     ████████░░░░░░░░░░░░  42.0 %  user 30  kernel 12');
    expect(text).toContain('8 GiB of 16 GiB   swap 0 B of 1 GiB');
    expect(text).toContain('Waiting  cpu 1.5 %');
    expect(text).toContain('Disks 2 KiB/s read, 0 B/s written   Network 1 KiB/s in, - out');
    expect(text).toContain('warning  Memory is getting short');
  });

  it('shows each CPU as a bar where there is room, else as one character', () => {
    expect(draw(100, 50).join('\n')).toContain('7 ████████░  84 %');
    const strip = {
      ...data,
      frame: { ...frame, cpu: { ...frame.cpu, perCpuBusyPercent: Array.from({ length: 256 }, (_, index) => (index % 2 === 0 ? 0 : 100)) } },
    };
    expect(draw(80, 24, start, strip)[2]).toMatch(/^ {2}[▁█]{78}$/);
    expect(draw(80, 24, start, strip)).toHaveLength(24);
  });

  it('lists who uses most, marks the order, and never shows hostile text as it is', () => {
    const lines = draw(100, 30);
    const title = lines.findIndex((line) => line.includes('CPU▼'));
    expect(lines[title + 1]).toMatch(/^ {5}11 ann +S +0 +250\.0 % +8 GiB +python train\.py/);
    const all = draw(100, 400).join('\n');
    expect(all).toContain('x [31m root# 名前');
    expect(all).toMatch(/12 bob +S +0 +- +1 MiB +- /);
  });

  it('keeps the cursor visible, wherever it is', () => {
    const state: TopState = { ...start, sort: 'pid', cursor: { key: '399:7', index: 303 } };
    const lines = draw(100, 24, state, data, true);
    expect(lines.find((line) => line.includes('\u001b[7m'))).toContain('399 root');
    expect(firstOf(0, 10, 5)).toBe(0);
    expect(firstOf(9, 10, 5)).toBe(5);
    expect(firstOf(2, 3, 5)).toBe(0);
    expect(firstOf(-1, 0, 5)).toBe(0);
  });

  it('filters, and draws a tree with the branches in their places', () => {
    const filtered = draw(100, 24, { ...start, filter: 'ANN' }).join('\n');
    expect(filtered).toContain('python train.py');
    expect(filtered).not.toContain('worker');
    expect(filtered).toContain('2 fit');
    const small = { ...data, table: tableOf(sampleRows) };
    const tree = draw(100, 24, { ...start, tree: true, sort: 'pid' }, small).join('\n');
    expect(tree).toMatch(/\/sbin\/init *\n.*├─bash\n.*│ └─python train\.py\n.*└─x \[31m/);
  });

  it('says when figures stop coming', () => {
    expect(draw(80, 24, start, data, false, 4000)[0]).not.toContain('no figures since');
    expect(draw(80, 24, start, data, false, 6000)[0]).toContain('no figures since');
  });

  it('waits in words before the first figures', () => {
    expect(draw(80, 24, start, { frame: null, alerts: [], table: null, groups: null, detail: null })[0]).toContain('waiting');
  });
});

describe('tree', () => {
  it('loses nobody, also not parents that name each other, and takes any depth', () => {
    const loop = [sampleRow({ pid: 5, parentPid: 6 }), sampleRow({ pid: 6, parentPid: 5 }), sampleRow({ pid: 7, parentPid: 7 })];
    expect(
      treeRows(loop)
        .map(({ row }) => row.pid)
        .sort(),
    ).toEqual([5, 6, 7]);
    const chain = Array.from({ length: 3000 }, (_, index) => sampleRow({ pid: index + 1, parentPid: index }));
    expect(treeRows(chain)).toHaveLength(3000);
  });
});
