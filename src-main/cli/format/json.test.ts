import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from './json.ts';

it('spells out what a terminal would obey, and nothing else', () => {
  const hostile = '\u001b]0;x\u0007\u009b31m\u007f\u202egpj.exe\u2028é€😀';
  const text = jsonText({ name: hostile });
  expect(text).toBe('{"name":"\\u001b]0;x\\u0007\\u009b31m\\u007f\\u202egpj.exe\\u2028é€😀"}');
  expect(jsonText([1, { a: null }], 2)).toBe(JSON.stringify([1, { a: null }], null, 2));
});

it('is read as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = jsonText(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(text).not.toMatch(/[\u007f-\u009f]/);
    }),
  );
});
