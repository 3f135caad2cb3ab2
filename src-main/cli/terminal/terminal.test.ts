import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysOf } from './keys.ts';
import { Painter } from './screen.ts';
import { createStyle } from './style.ts';
import { clip, textWidth } from './width.ts';

describe('keys', () => {
  it.each([
    ['a', ['a']],
    ['é名😀', ['é', '名', '😀']],
    ['\u001b[A\u001b[B\u001bOC\u001b[D', ['up', 'down', 'right', 'left']],
    ['\u001b[5~\u001b[6~\u001b[H\u001b[F\u001b[1~\u001b[4~', ['pageUp', 'pageDown', 'home', 'end', 'home', 'end']],
    ['\u001b[1;5A', ['up']],
    ['\r\n\t\u007f', ['enter', 'enter', 'tab', 'backspace']],
    ['\u001b', ['escape']],
    ['\u0003\u001a', ['ctrl-c', 'ctrl-z']],
    ['\u001b[15~\u001b[200~x', ['x']],
    ['\u0001\u0000\u009b', []],
  ])('%j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys);
  });

  it('answers anything without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const codes = keysOf(text).flatMap((key) => Array.from(key, (character) => character.codePointAt(0) ?? 0));
        expect(codes.filter((code) => code < 32 || (code >= 127 && code < 160))).toEqual([]);
      }),
    );
  });
});

describe('clip', () => {
  const red = createStyle(true).bad;

  it('keeps what fits and ends a colour that is cut', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('abc');
    expect(clip('名前', 3)).toBe('名');
    expect(clip(red('abcd'), 2)).toBe('\u001b[31mab\u001b[0m');
    expect(clip(`${red('ab')}cd`, 3)).toBe('\u001b[31mab\u001b[39mc\u001b[0m');
  });

  it('never is wider than it may be', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), fc.integer({ min: 0, max: 40 }), (parts, width) => {
        const text = parts.map(([part, coloured]) => (coloured ? red(part) : part)).join('');
        expect(textWidth(clip(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('painter', () => {
  it('draws everything once, then only what differs, then nothing', () => {
    const painter = new Painter();
    const first = painter.paint(['one', 'two'], 10, 3);
    expect(first).toContain('\u001b[2J');
    expect(first).toContain('\u001b[1;1H\u001b[0mone\u001b[K');
    expect(first).toContain('\u001b[3;1H\u001b[0m\u001b[K');
    expect(painter.paint(['one', 'two'], 10, 3)).toBe('');
    expect(painter.paint(['one', '2'], 10, 3)).toBe('\u001b[?2026h\u001b[2;1H\u001b[0m2\u001b[K\u001b[?2026l');
  });

  it('draws everything after a resize or when it was told to', () => {
    const painter = new Painter();
    painter.paint(['one'], 10, 1);
    expect(painter.paint(['one'], 9, 1)).toContain('\u001b[2J');
    painter.forget();
    expect(painter.paint(['one'], 9, 1)).toContain('\u001b[2J');
  });

  it('cuts what is too long and leaves out lines that do not fit', () => {
    const text = new Painter().paint(['0123456789', 'b', 'c'], 4, 2);
    expect(text).toContain('0123\u001b[K');
    expect(text).not.toContain('4');
    expect(text).not.toContain('c');
  });
});
