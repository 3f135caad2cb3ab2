/** The time line against a clock that is moved by hand: what is asked for, how often, and when the charts are told to draw. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HistoryRange } from '../../../../src-main/contracts/history.ts';
import { emptyCpu, emptyFrame } from '../../../../src-main/contracts/testSupport/emptyFrame.ts';
import { createFigureColumns } from '../telemetry/figureColumns.ts';
import type { TimeView } from './model/timeView.ts';
import { createTimeline, type Timeline, type TimelineOptions } from './timeline.ts';

type Asked = Parameters<ReturnType<TimelineOptions['clients']>['history']['range']>[0];

const start = 1_800_000_000_000;
const series = 'cpu.load1';

interface Setting {
  readonly timeline: Timeline;
  readonly asked: Asked[];
  readonly draws: () => number;
  /** So many seconds go by, with a frame in each. */
  readonly pass: (seconds: number) => Promise<void>;
  /** How the next answers come. */
  answer: (input: Asked) => Promise<HistoryRange>;
}

function rangeOf(input: Asked): HistoryRange {
  const stepMs = Math.max(1000, Math.ceil((input.toMs - input.fromMs) / input.points / 1000) * 1000);
  const count = Math.ceil((input.toMs - input.fromMs) / stepMs);
  const values = Array.from({ length: count }, () => 1);
  return {
    tier: 'minute',
    fromMs: input.fromMs,
    stepMs,
    count,
    series: input.series.map((id) => ({ id, mean: values, min: values, max: values })),
  };
}

function make(view: TimeView): Setting {
  const figures = createFigureColumns(900);
  const asked: Asked[] = [];
  const setting = { answer: (input: Asked) => Promise.resolve(rangeOf(input)) };
  const unasked = () => Promise.reject(new Error('not asked'));
  const history = {
    series: () => Promise.resolve({ series: [{ id: series, metric: series, instance: '', firstAt: 0, lastAt: start }] }),
    range: (input: Asked) => {
      asked.push(input);
      return setting.answer(input);
    },
    status: unasked,
    clear: unasked,
  };
  const timeline = createTimeline({ clients: () => ({ history }), figures, view });
  let draws = 0;
  timeline.onDraw(() => {
    draws += 1;
  });
  let sequence = 0;
  const frame = (): void => {
    figures.push(emptyFrame({ sequence, at: Date.now(), intervalMs: 1000, cpu: emptyCpu({ load1: sequence }) }));
    sequence += 1;
    timeline.tick();
  };
  frame();
  return Object.assign(setting, {
    timeline,
    asked,
    draws: () => draws,
    pass: async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        await vi.advanceTimersByTimeAsync(1000);
        frame();
      }
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

it('asks once for a live span of minutes, and goes on with the frames', async () => {
  const { timeline, asked, draws, pass } = make({ kind: 'live', span: '1m' });
  timeline.setSeries([series]);
  await pass(60);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ series: [series], toMs: start, fromMs: start - 60_000 });
  expect(draws()).toBeGreaterThanOrEqual(60);
  expect(timeline.points().lines.get(series)?.mean.at(-1)).toBe(60);
});

it('neither asks nor draws each second for a week', async () => {
  const { timeline, asked, draws, pass } = make({ kind: 'live', span: '7d' });
  timeline.setSeries([series]);
  await pass(2);
  const before = draws();
  await pass(600);
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked.length).toBeLessThanOrEqual(4);
  expect(draws() - before).toBeLessThanOrEqual(4);
});

it('asks only for where dragging and wheeling end', async () => {
  const { timeline, asked, pass } = make({ kind: 'live', span: '24h' });
  timeline.setSeries([series]);
  await pass(1);
  for (let step = 0; step < 30; step += 1) timeline.zoomAround(0.9, start - 3_600_000);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(asked).toHaveLength(2);
  const { fromMs, toMs } = timeline.window();
  expect(asked[1]).toMatchObject({ fromMs, toMs });
});

it('drops the answer to an older question', async () => {
  const setting = make({ kind: 'live', span: '24h' });
  const { timeline, pass } = setting;
  let late: (() => void) | undefined;
  setting.answer = (input) =>
    new Promise((resolve) => {
      late = () => {
        resolve({ ...rangeOf(input), tier: 'second' });
      };
    });
  timeline.setSeries([series]);
  await pass(1);
  setting.answer = (input) => Promise.resolve({ ...rangeOf(input), tier: 'quarter' });
  timeline.setView({ kind: 'live', span: '30d' });
  await pass(1);
  expect(timeline.store.getState().tier).toBe('quarter');
  late?.();
  await pass(1);
  expect(timeline.store.getState().tier).toBe('quarter');
});

it('shows that it waits only when it is more than a blink, and says what went wrong', async () => {
  const setting = make({ kind: 'live', span: '24h' });
  const { timeline } = setting;
  let fail: (() => void) | undefined;
  setting.answer = () =>
    new Promise((_resolve, reject) => {
      fail = () => {
        reject(new Error('the disk is gone'));
      };
    });
  timeline.setSeries([series]);
  await vi.advanceTimersByTimeAsync(400);
  expect(timeline.store.getState().slow).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(timeline.store.getState().slow).toBe(true);
  fail?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(timeline.store.getState()).toMatchObject({ slow: false, error: { message: 'the disk is gone' } });
  // Live figures are there all the same.
  expect(timeline.points().lines.get(series)?.mean.at(-1)).toBe(0);
  setting.answer = (input) => Promise.resolve(rangeOf(input));
  timeline.reload();
  await vi.advanceTimersByTimeAsync(0);
  expect(timeline.store.getState().error).toBeNull();
});

it('leaves no timer and no listener behind', async () => {
  const { timeline, draws, pass } = make({ kind: 'live', span: '1h' });
  timeline.setSeries([series]);
  timeline.stop();
  expect(vi.getTimerCount()).toBe(0);
  const before = draws();
  await pass(5);
  expect(draws()).toBe(before);
});
