import { describe, expect, it } from 'vitest';
import { withBadge } from './alertsBadge.ts';

const size = 32;
const pixel = (bitmap: Uint8Array, x: number, y: number): readonly number[] => [
  ...bitmap.subarray((y * size + x) * 4, (y * size + x) * 4 + 4),
];

describe('withBadge', () => {
  const white = new Uint8Array(size * size * 4).fill(255);

  it('paints a dot of the right colour in the lower right corner, and nothing elsewhere', () => {
    const painted = withBadge(white, size, size, 'critical');
    expect(pixel(painted, 22, 22)).toEqual([0x31, 0x31, 0xe0, 255]);
    for (const [x, y] of [
      [0, 0],
      [31, 0],
      [0, 31],
      [8, 20],
    ] as const) {
      expect(pixel(painted, x, y)).toEqual([255, 255, 255, 255]);
    }
    expect(pixel(withBadge(white, size, size, 'warning'), 22, 22)).not.toEqual(pixel(painted, 22, 22));
  });

  it('leaves a clear ring between icon and dot', () => {
    const line = Array.from({ length: size }, (_value, x) => pixel(withBadge(white, size, size, 'info'), x, 22)[3] ?? 255);
    expect(Math.min(...line)).toBeLessThan(100);
  });

  it('keeps colours within their opacity, as a bitmap of multiplied colours must', () => {
    for (const fill of [0, 255]) {
      const painted = withBadge(new Uint8Array(size * size * 4).fill(fill), size, size, 'warning');
      for (let at = 0; at < painted.length; at += 4) {
        const opacity = painted[at + 3] ?? 0;
        expect(Math.max(painted[at] ?? 0, painted[at + 1] ?? 0, painted[at + 2] ?? 0)).toBeLessThanOrEqual(opacity + 1);
      }
    }
  });

  it('does not touch the icon itself', () => {
    withBadge(white, size, size, 'info');
    expect(white.every((byte) => byte === 255)).toBe(true);
  });
});
