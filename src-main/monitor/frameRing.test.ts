import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameRing } from './frameRing.ts';

function framesSince(ring: FrameRing, sinceMs: number): unknown[] {
  const text = Buffer.concat([...ring.since(sinceMs)]).toString();
  return JSON.parse(`[${text}]`) as unknown[];
}

describe('FrameRing', () => {
  it('gives back what a plain list would, for any frames', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9000), { maxLength: 120 }), fc.integer({ min: 1, max: 40 }), fc.nat(130), (sizes, maxFrames, since) => {
        const ring = new FrameRing({ maxFrames, maxBytes: Number.POSITIVE_INFINITY });
        const all = sizes.map((size, index) => ({ index, text: 'x'.repeat(size) }));
        for (const frame of all) ring.push(JSON.stringify(frame), frame.index);
        expect(framesSince(ring, since)).toEqual(all.slice(-maxFrames).filter((frame) => frame.index >= since));
      }),
      { numRuns: 100 },
    );
  });

  it('stays within its bytes when frames are large, and always has the newest', () => {
    const ring = new FrameRing({ maxFrames: 900, maxBytes: 1024 * 1024 });
    for (let index = 0; index < 2000; index += 1) {
      ring.push(JSON.stringify({ index, text: 'x'.repeat(10_000) }), index);
      expect(ring.bytes).toBeLessThanOrEqual(1024 * 1024 + 64 * 1024);
    }
    const frames = framesSince(ring, 0) as { index: number }[];
    expect(frames.at(-1)?.index).toBe(1999);
    expect(frames.length).toBeGreaterThan(80);
  });

  it('returns the bytes of the frame, whatever characters are in it', () => {
    const ring = new FrameRing({ maxFrames: 2, maxBytes: 1024 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => ring.push(JSON.stringify(text), 0).toString() === JSON.stringify(text)),
    );
  });

  it('takes a frame larger than a block', () => {
    const ring = new FrameRing({ maxFrames: 2, maxBytes: 1024 });
    ring.push(JSON.stringify('y'.repeat(200_000)), 1);
    expect(framesSince(ring, 0)).toHaveLength(1);
  });

  it('does not change slices that were handed out', () => {
    const ring = new FrameRing({ maxFrames: 3, maxBytes: 1024 * 1024 });
    ring.push('"first"', 0);
    const slices = ring.since(0);
    for (let index = 1; index < 20_000; index += 1) ring.push('"later"', index);
    expect(Buffer.concat([...slices]).toString()).toBe('"first"');
  });

  it('holds 15 minutes of this machine in two megabytes', () => {
    const ring = new FrameRing({ maxFrames: 900, maxBytes: 6 * 1024 * 1024 });
    for (let index = 0; index < 5000; index += 1) ring.push('1'.repeat(1800), index);
    expect(ring.bytes).toBeLessThan(2 * 1024 * 1024);
    expect(ring.count).toBeGreaterThanOrEqual(900);
  });
});
