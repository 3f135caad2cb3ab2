import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from './byteCursor.ts';

function cursorOn(text: string): ByteCursor {
  const cursor = new ByteCursor();
  const bytes = Buffer.from(text);
  cursor.reset(bytes, bytes.length);
  return cursor;
}

describe('ByteCursor', () => {
  it('reads every list of whole numbers that was written, whatever the blanks', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), fc.array(fc.constantFrom(' ', '  ', '\t'), { minLength: 1 }), (numbers, blanks) => {
        const cursor = cursorOn(numbers.map((number, index) => `${blanks[index % blanks.length] ?? ' '}${String(number)}`).join(''));
        expect(numbers.map(() => cursor.readInteger())).toEqual(numbers);
        expect(cursor.readInteger()).toBeNaN();
      }),
    );
  });

  it('reads decimals as Number does', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(999_999), (whole, fraction) => {
        const text = `${String(whole)}.${String(fraction).padStart(6, '0')}`;
        expect(cursorOn(text).readDecimal()).toBeCloseTo(Number(text), 6);
      }),
    );
  });

  it('never leaves its bytes and never goes back, on any bytes and any calls', () => {
    const calls = ['readInteger', 'readDecimal', 'nextLine', 'skipSpaces'] as const;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.constantFrom(...calls), { maxLength: 50 }), (bytes, order) => {
        const cursor = new ByteCursor();
        // Two bytes less than there are: what stands behind the length must not be read.
        const length = Math.max(0, bytes.length - 2);
        cursor.reset(Buffer.from(bytes), length);
        for (const name of order) {
          const before = cursor.position;
          cursor[name]();
          expect(cursor.position).toBeGreaterThanOrEqual(before);
          expect(cursor.position).toBeLessThanOrEqual(length);
        }
      }),
    );
  });

  it('does not read behind the given length', () => {
    const cursor = new ByteCursor();
    cursor.reset(Buffer.from('123456'), 3);
    expect(cursor.readInteger()).toBe(123);
    expect(cursor.atEnd).toBe(true);
    expect(cursor.take(Buffer.from('4'))).toBe(false);
  });

  it('looks for a byte in the current line only', () => {
    const cursor = cursorOn('abc\nd:1');
    expect(cursor.skipPast(0x3a)).toBe(false);
    cursor.nextLine();
    expect(cursor.skipPast(0x3a)).toBe(true);
    expect(cursor.readInteger()).toBe(1);
  });
});
