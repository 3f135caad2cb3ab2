/** The user's own command as a goal: with scripted answers, and with real programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProofGoal } from '../../../../contracts/proof.ts';
import { createFakeHost } from '../../../../host/fake/fakeHost.ts';
import { createNodeHost } from '../../../../host/node/nodeHost.ts';
import { timedPattern } from '../../../../services/timedPattern.ts';
import { commandGoal } from './commandGoal.ts';
import { numberOf, piecesOf, toNumber } from './printedNumber.ts';

type CommandGoal = Extract<ProofGoal, { kind: 'command' }>;

const signal = new AbortController().signal;
const printed = (pattern: string): CommandGoal['measure'] => ({ kind: 'printed', pattern, unit: 'tokens/s', direction: 'higher' });

function goal(command: readonly string[], measure: CommandGoal['measure'], timeoutSeconds = 10): CommandGoal {
  return { kind: 'command', command: [...command], folder: '/tmp', measure, timeoutSeconds };
}

describe('real commands', () => {
  const host = createNodeHost();
  const round = (one: CommandGoal) => commandGoal(one, host, timedPattern).round(signal);

  it('are measured by wall time', async () => {
    const { command } = await round(goal(['sleep', '0.2'], { kind: 'wallTime' }));
    expect(command).toBeGreaterThan(0.19);
    expect(command).toBeLessThan(5);
  });

  it('give the last number that they print, from either output', async () => {
    const script = 'echo "10.5 tokens/s"; echo "11.25 tokens/s, done" >&2';
    expect(await round(goal(['sh', '-c', script], printed('([0-9.]+) tokens/s')))).toEqual({ command: 11.25 });
  });

  it('run in the folder that was asked for, without a shell', async () => {
    expect(await round(goal(['sh', '-c', 'pwd | wc -c'], printed('(\\d+)')))).toEqual({ command: 5 });
    await expect(round(goal(['echo', '$(id)'], printed('(uid)')))).rejects.toMatchObject({ code: 'proof.measureFailed' });
  });

  it('that fail, hang or are not there end the measurement with their last words', async () => {
    const problem = (text: RegExp): unknown => ({ code: 'proof.measureFailed', message: expect.stringMatching(text) as unknown });
    const failing = goal(['sh', '-c', 'echo out of cheese >&2; exit 3'], { kind: 'wallTime' });
    await expect(round(failing)).rejects.toMatchObject(problem(/code 3.*out of cheese/) as object);
    await expect(round(goal(['sleep', '30'], { kind: 'wallTime' }, 1))).rejects.toMatchObject(problem(/1 seconds/) as object);
    await expect(round(goal(['/no/such/program'], { kind: 'wallTime' }))).rejects.toMatchObject(problem(/not installed/) as object);
    // Not an option of what it is started through.
    await expect(round(goal(['--version'], { kind: 'wallTime' }))).rejects.toMatchObject(problem(/not installed/) as object);
  });
});

describe('patterns', () => {
  it('that are none, or have no group, are refused before anything runs', () => {
    const host = createFakeHost();
    for (const pattern of ['([0-9', '[0-9]+', '(?:a)']) {
      expect(() => commandGoal(goal(['true'], printed(pattern)), host, timedPattern)).toThrow(
        expect.objectContaining({ code: 'usage', details: expect.objectContaining({ field: 'goal.measure.pattern' }) as unknown }),
      );
    }
  });

  it('that backtrack without end are given up', () => {
    expect(() => numberOf(timedPattern, '((a+)+)$', `${'a'.repeat(80)}!`)).toThrow(/takes too long/);
  });

  it('that find no number say what they found', () => {
    expect(() => numberOf(timedPattern, '(\\w+) MB/s', 'fast MB/s')).toThrow(/fast, which is not a number/);
    expect(() => numberOf(timedPattern, '(\\d+) MB/s', 'nothing')).toThrow(/nothing that the program printed/);
  });

  it('find a number in a line of any length', () => {
    const filler = 'x'.repeat(100_000);
    expect(numberOf(timedPattern, '"rate": ([0-9.]+)', `{${filler} "rate": 12.5, ${filler}}`)).toBe(12.5);
  });
});

describe('printed numbers', () => {
  it.each([
    ['12', 12],
    ['-1.5e3', -1500],
    ['.5', 0.5],
    ['1,234,567.8', 1_234_567.8],
  ])('%s', (text, value) => {
    expect(toNumber(text)).toBe(value);
  });

  it('are never anything else, whatever is printed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = toNumber(text);
        expect(value === undefined || Number.isFinite(value)).toBe(true);
      }),
    );
    for (const text of ['', 'NaN', 'Infinity', '0x10', '1e999', '--1', '1.2.3']) expect(toNumber(text)).toBeUndefined();
  });

  it('are looked for in all of the end of the text, in pieces of a bounded size', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20_000 }), (text) => {
        const pieces = piecesOf(text);
        expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4096);
        for (const line of text.split('\n')) if (line.length <= 4096) expect(pieces).toContain(line);
      }),
    );
  });
});
