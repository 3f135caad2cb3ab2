import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeConsole } from '../testSupport/fakeConsole.ts';
import { pageOf } from './console.ts';
import { blocks, fields, type Page, table } from './layout.ts';
import { createStyle } from './style.ts';
import { cut, padStart, textWidth, wrap } from './width.ts';

const plain: Page = { style: createStyle(false), width: 40 };
const coloured: Page = { style: createStyle(true), width: 40 };

describe('width', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['🚀', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it('cuts with an ellipsis inside the limit', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('漢字漢字', 4)).toBe('漢…');
    expect(cut('abc', 3)).toBe('abc');
  });

  it('wraps without losing or adding anything but spaces', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z漢]{1,30}$/), { maxLength: 12 }), fc.integer({ min: 8, max: 60 }), (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('layout', () => {
  it('aligns a table and wraps its last column below itself', () => {
    expect(
      table(
        plain,
        [{ title: 'id' }, { title: 'size', align: 'right' }, { title: 'what' }],
        [
          ['a', '1 B', 'short'],
          ['long-id', '10 GiB', 'a text that does not fit into its column'],
        ],
      ),
    ).toEqual([
      'ID         SIZE  WHAT',
      'a           1 B  short',
      'long-id  10 GiB  a text that does not',
      '                 fit into its column',
    ]);
  });

  it('keeps columns aligned when cells are coloured', () => {
    const rows = [
      [coloured.style.good('ok'), 'one'],
      ['drifted', 'two'],
    ];
    const [, first = '', second = ''] = table(coloured, [{ title: 'verdict' }, { title: 'knob' }], rows);
    expect(textWidth(first.slice(0, first.indexOf('one')))).toBe(second.indexOf('two'));
  });

  it('aligns fields and paints after wrapping', () => {
    const paint = (text: string): string => `<${text}>`;
    expect(
      fields({ ...plain, width: 24 }, [
        { name: 'Model', value: 'one two three four', paint },
        { name: 'A', value: 'b' },
      ]),
    ).toEqual(['  Model  <one two three>', '         <four>', '  A      b']);
  });

  it('separates only blocks that say something', () => {
    expect(blocks(['a'], [], ['b'])).toEqual(['a', '', 'b']);
  });

  it('pads to the right edge', () => {
    expect(padStart('漢', 4)).toBe('  漢');
  });
});

describe('colour', () => {
  it.each([
    [{ terminal: true }, false, true],
    [{ terminal: false }, false, false],
    [{ terminal: true, env: { NO_COLOR: '1' } }, false, false],
    [{ terminal: true, env: { NO_COLOR: '' } }, false, true],
    [{ terminal: true, env: { TERM: 'dumb' } }, false, false],
    [{ terminal: true }, true, false],
  ])('%j with --no-color %s: %s', (console, off, expected) => {
    expect(pageOf(createFakeConsole(console), off).style.bad('x').includes('\u001b')).toBe(expected);
  });

  it('stays readable on very narrow and very wide terminals', () => {
    expect(pageOf(createFakeConsole({ columns: 5 }), false).width).toBe(40);
    expect(pageOf(createFakeConsole({ columns: 500 }), false).width).toBe(140);
  });
});
