import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWindow, smallestWindow } from './bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };

describe('placeWindow', () => {
  it('opens 1280×800 the first time, less on a small screen, never below the smallest', () => {
    expect(placeWindow(undefined, [screen])).toEqual({ position: undefined, width: 1280, height: 800 });
    expect(placeWindow(undefined, [{ ...screen, width: 1024, height: 700 }])).toMatchObject({ width: 1024, height: 700 });
    expect(placeWindow(undefined, [{ ...screen, width: 640, height: 480 }])).toMatchObject(smallestWindow);
    expect(placeWindow(undefined, [])).toMatchObject({ width: 1280, height: 800 });
  });

  it('comes back where it was', () => {
    expect(placeWindow({ x: 100, y: 50, width: 1000, height: 700 }, [screen])).toEqual({
      position: { x: 100, y: 50 },
      width: 1000,
      height: 700,
    });
  });

  it('lets the window manager place it when the screen is gone', () => {
    expect(placeWindow({ x: 4000, y: 50, width: 1000, height: 700 }, [screen]).position).toBeUndefined();
    expect(placeWindow({ x: 100, y: -500, width: 1000, height: 700 }, [screen]).position).toBeUndefined();
  });

  it('always leaves a part that a hand can drag', () => {
    const at = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(at, at, size, size, (x, y, width, height) => {
        const place = placeWindow({ x, y, width, height }, [screen]);
        expect(place.width).toBeGreaterThanOrEqual(smallestWindow.width);
        if (place.position === undefined) return;
        expect(place.position.y).toBeGreaterThanOrEqual(0);
        expect(place.position.x).toBeLessThanOrEqual(screen.width - 80);
        expect(place.position.x + place.width).toBeGreaterThanOrEqual(80);
      }),
    );
  });
});
