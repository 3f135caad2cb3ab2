import { describe, expect, it } from 'vitest';
import { liveFrame } from '../../../testSupport/liveFrames.ts';
import { tileDescription, tilesOf } from './tiles.ts';

const frame = liveFrame(60, 60_000);

describe('tiles', () => {
  it('has its tiles in reading order, and none before the first frame', () => {
    expect(tilesOf([])).toEqual([]);
    const always = ['cpu', 'memory', 'pressure', 'disk', 'network', 'temperature'];
    expect(tilesOf([frame]).map((tile) => tile.id)).toEqual([...always, 'gpu', 'filesystem']);
    expect(tilesOf([{ ...frame, gpus: [], filesystems: [] }]).map((tile) => tile.id)).toEqual(always);
  });

  it('shows the graphics card that works hardest, and says when all are asleep', () => {
    const [gpu] = frame.gpus;
    const gpus = [
      { ...gpu!, id: 'idle', card: 'card0', busyPercent: 3 },
      { ...gpu!, id: 'busy', card: 'card1', busyPercent: 88 },
    ];
    const tile = tilesOf([{ ...frame, gpus }]).find((one) => one.id === 'gpu');
    expect(tile?.figures[0]?.figure?.number).toBe('88');
    expect(tile?.note).toContain('card1 busiest of 2');
    const asleep = { ...frame, gpus: [{ ...gpu!, asleep: true, busyPercent: null }] };
    expect(tilesOf([asleep]).find((one) => one.id === 'gpu')?.missing).toContain('wake');
  });

  it('shows the file system with the least room', () => {
    const tile = tilesOf([frame]).find((one) => one.id === 'filesystem');
    expect(tile?.figures[0]?.figure?.number).toBe('93');
    expect(tile?.note).toContain('/home');
  });

  it('says in the kernel’s words why a figure is missing', () => {
    const none = { ...frame, temperatures: [], absent: [{ what: 'temperatures', why: 'no sensor in this virtual machine' }] };
    expect(tilesOf([none]).find((tile) => tile.id === 'temperature')?.missing).toBe('no sensor in this virtual machine');
    const noPressure = { ...frame, pressure: { cpu: null, memory: null, io: null } };
    expect(tilesOf([noPressure]).find((tile) => tile.id === 'pressure')?.missing).toContain('psi=1');
  });

  it('shows nothing where nothing was measured, instead of zero', () => {
    const first = { ...frame, cpu: { ...frame.cpu, busyPercent: null } };
    const tile = tilesOf([first]).find((one) => one.id === 'cpu');
    expect(tile?.figures[0]?.figure).toBeNull();
    expect(tileDescription(tile!)).toContain('not measured');
  });

  it('shows the worst pressure of the three', () => {
    const line = (avg10: number) => ({ some: { avg10, avg60: 0, avg300: 0, totalMicroseconds: 0 }, full: null });
    const pressed = { ...frame, pressure: { cpu: line(1), memory: line(33), io: line(5) } };
    expect(tilesOf([pressed]).find((tile) => tile.id === 'pressure')?.figures[0]?.figure?.number).toBe('33');
  });

  it('describes each tile in one sentence for people who do not see it', () => {
    for (const tile of tilesOf([frame])) expect(tileDescription(tile)).toMatch(/^[A-Z].*last minute: now /);
  });
});
