import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helpText, parseCommandLine, UsageError } from './commandLine.ts';
import { kernels } from './kernels/index.ts';

const parse = (...args: string[]): unknown => parseCommandLine(args, kernels);

describe('arguments', () => {
  it('has defaults for all of them', () => {
    expect(parse('stream')).toMatchObject({ kind: 'kernel', options: { bytes: [2 ** 27], threads: 1, seconds: 0.5 } });
  });

  it('takes several sizes where a kernel can', () => {
    expect(parse('chase', '--bytes', '4096,8192', '--seconds', '0.25')).toMatchObject({ options: { bytes: [4096, 8192], seconds: 0.25 } });
  });

  it.each([
    [['nonsense'], /first argument.*chase.*selfTest.*'nonsense'/],
    [['chase', '--bytes', '12'], /--bytes must be a whole number from 4096 to 1073741824, not '12'/],
    [['chase', '--bytes', '4096,'], /--bytes.*not ''/],
    [['walk', '--bytes', '8192,8192'], /--bytes takes 1 at most for walk/],
    [['walk', '--bytes', '2147483648'], /1073741824/],
    [['stream', '--threads', '0'], /--threads.*1 to 1024/],
    [['stream', '--threads', '1.5'], /--threads must be a whole number/],
    [['stream', '--seconds', 'NaN'], /--seconds must be a number/],
    [['stream', '--seconds', '-1'], /--seconds/],
    [['stream', '--seconds'], /--seconds needs a value/],
    [['integer', '--bytes', '4096'], /integer has no argument '--bytes', only --seconds, --threads/],
    [['chase', '--threads', '2'], /chase has no argument '--threads'/],
    [['wakeup', '--interval-microseconds', '1'], /--interval-microseconds.*50/],
    [['stream', '--bytes', '64', '--threads', '2'], /--bytes must be from 128 to 715827882 for --threads 2/],
    [['stream', '--bytes', '400000000'], /--bytes must be from 64 to 357913941 for --threads 1/],
    [['selfTest', 'now'], /selfTest takes no arguments/],
  ] as const)('names what is wrong with %j', (args, text) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(text);
  });

  it('says how a kernel is to be called or takes it, whatever it is given', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(...kernels.map(({ name }) => name), '--bytes', '--threads', '--seconds', '1', '1e9'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        try {
          parse(...args);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message.length).toBeLessThan(400);
        }
      }),
    );
  });

  it('helps with every kernel', () => {
    for (const { name } of kernels) expect(helpText(kernels)).toContain(`  ${name}: `);
  });
});
