import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRingBuffer } from './ringBuffer.ts';

it('holds exactly the newest items, oldest first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer(), { maxLength: 60 }), (capacity, items) => {
      const buffer = createRingBuffer<number>(capacity);
      for (const item of items) buffer.push(item);
      expect(buffer.items()).toEqual(items.slice(-capacity));
      expect(buffer.size).toBe(Math.min(items.length, capacity));
    }),
  );
});

it('is empty after clear and starts anew', () => {
  const buffer = createRingBuffer<number>(2);
  for (const item of [1, 2, 3]) buffer.push(item);
  buffer.clear();
  buffer.push(9);
  expect(buffer.items()).toEqual([9]);
});
