import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedView,
  followed,
  longestMs,
  panned,
  sameView,
  shortestMs,
  steppedZoom,
  type TimeView,
  timeSpans,
  viewAround,
  windowOf,
  zoomed,
} from './timeView.ts';

const now = 1_800_000_000_000;
const live: TimeView = { kind: 'live', span: '1h' };
const hour = 3_600_000;

const anyView = fc.oneof(
  fc.constantFrom(...timeSpans.map((span): TimeView => ({ kind: 'live', span: span.id }))),
  fc
    .tuple(fc.integer({ min: now - longestMs, max: now }), fc.integer({ min: now - longestMs, max: now }))
    .map(([from, to]) => fixedView(from, to, now)),
);

describe('the stretch of time that is shown', () => {
  it('follows now while live, and stands still otherwise', () => {
    expect(windowOf(live, now)).toEqual({ fromMs: now - hour, toMs: now });
    const fixed = fixedView(now - 2 * hour, now - hour, now);
    expect(windowOf(fixed, now + hour)).toEqual({ fromMs: now - 2 * hour, toMs: now - hour });
  });

  it('never is too short, too long or in the future, whatever is zoomed and moved', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('zoom' as const),
        factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('pan' as const), share: fc.double({ min: -3, max: 3, noNaN: true }) }),
      fc.record({ kind: fc.constantFrom('in' as const, 'out' as const) }),
    );
    fc.assert(
      fc.property(anyView, fc.array(step, { maxLength: 12 }), (first, steps) => {
        const last = steps.reduce<TimeView>((view, one) => {
          const { fromMs, toMs } = windowOf(view, now);
          if (one.kind === 'zoom') return zoomed(view, one.factor, fromMs + one.at * (toMs - fromMs), now);
          return one.kind === 'pan' ? panned(view, one.share, now) : steppedZoom(view, one.kind, now);
        }, first);
        const { fromMs, toMs } = windowOf(last, now);
        expect(toMs).toBeLessThanOrEqual(now);
        expect(toMs - fromMs).toBeGreaterThanOrEqual(shortestMs - 1);
        expect(toMs - fromMs).toBeLessThanOrEqual(longestMs + 1);
      }),
    );
  });

  it('keeps the moment under the pointer where it is', () => {
    const view = fixedView(now - 4 * hour, now - 2 * hour, now);
    const around = now - 3.5 * hour;
    const { fromMs, toMs } = windowOf(zoomed(view, 0.5, around, now), now);
    expect((around - fromMs) / (toMs - fromMs)).toBeCloseTo(0.25, 5);
    expect(toMs - fromMs).toBe(hour);
  });

  it('takes the next span while live, and stops at the ends', () => {
    expect(steppedZoom(live, 'in', now)).toEqual({ kind: 'live', span: '15m' });
    expect(steppedZoom(live, 'out', now)).toEqual({ kind: 'live', span: '6h' });
    expect(steppedZoom({ kind: 'live', span: '1m' }, 'in', now)).toEqual({ kind: 'live', span: '1m' });
    expect(steppedZoom({ kind: 'live', span: '1y' }, 'out', now)).toEqual({ kind: 'live', span: '1y' });
  });

  it('moves back from live, and follows again when it is moved to now', () => {
    const back = panned(live, -0.5, now);
    expect(windowOf(back, now)).toEqual({ fromMs: now - 1.5 * hour, toMs: now - 0.5 * hour });
    expect(panned(back, 0.5, now)).toEqual(live);
    expect(panned(live, 0.5, now)).toBe(live);
  });

  it('goes back to a live span that shows at least as much', () => {
    expect(followed(fixedView(now - 3 * hour, now - 1.5 * hour, now))).toEqual({ kind: 'live', span: '6h' });
  });

  it('puts the moment of an alert into the middle, or before now when it has just been', () => {
    expect(windowOf(viewAround(now - hour, now), now)).toEqual({ fromMs: now - hour - 600_000, toMs: now - hour + 600_000 });
    expect(windowOf(viewAround(now - 1000, now), now)).toEqual({ fromMs: now - 1_200_000, toMs: now });
  });

  it('knows what is the same', () => {
    expect(sameView(live, { kind: 'live', span: '1h' })).toBe(true);
    expect(sameView(live, fixedView(now - hour, now, now))).toBe(false);
  });
});
