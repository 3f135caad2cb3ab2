import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapJson } from './jsonLines.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('mapJson', () => {
  it('knows the line of every key and list item', () => {
    const text = '{\n  "a": 1,\n  "list": [\n    true,\n    { "deep": null }\n  ]\n}\n';
    const scanned = mapJson(text);
    if (!scanned.ok) throw new Error(scanned.problem);
    expect(['a', 'list', 'missing'].map((key) => scanned.map.lineOf([key]))).toEqual([2, 3, 1]);
    expect(scanned.map.lineOf(['list', 1, 'deep'])).toBe(5);
    expect(scanned.map.lineOf(['list', 1, 'absent'])).toBe(5);
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 'a comma or } is expected here'],
    ['{\n  "a": 1,\n}', 3, 'a key in double quotes is expected here'],
    ['{\n  "a": tru\n}', 2, 'a value is expected here'],
    ['{\n  "a": "open\n}', 2, 'a text holds a line end or control character, which must be escaped'],
    ['{ "a": "\\x" }', 1, 'a backslash that escapes nothing'],
    ['{\n"a": [1, 2', 2, 'a comma or ] is expected here'],
    ['', 1, 'the text ends too early'],
    ['{}\n\n{}', 3, 'text after the end of the JSON value'],
  ])('names the line of what is wrong in %j', (text, line, problem) => {
    expect(mapJson(text)).toEqual({ ok: false, line, problem });
  });

  it('reports a key that stands twice', () => {
    const scanned = mapJson('{\n"a": 1,\n"a": 2}');
    expect(scanned.ok && scanned.map.repeated).toEqual([{ path: ['a'], line: 3 }]);
  });

  it('refuses what is nested too deep instead of running out of stack', () => {
    expect(mapJson('['.repeat(100_000))).toMatchObject({ ok: false, problem: 'nested more than 64 deep' });
  });

  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        expect(mapJson(JSON.stringify(value, null, indent)).ok).toBe(true);
      }),
    );
    const cut = fc.tuple(fc.json({ maxDepth: 4 }), fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', '0', ' ', '\n', 'x', '\u0001'));
    fc.assert(
      fc.property(cut, ([text, at, insert]) => {
        const place = at % (text.length + 1);
        const damaged = text.slice(0, place) + insert + text.slice(place + (at % 2));
        expect(mapJson(damaged).ok).toBe(parses(damaged));
      }),
      { numRuns: 2000 },
    );
  });
});
