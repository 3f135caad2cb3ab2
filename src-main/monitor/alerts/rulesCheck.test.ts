import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertRules } from '../../contracts/alerts.ts';
import { issueText } from './issue.ts';
import { checkRules } from './rulesCheck.ts';
import { nearestMetric, readRules, senseOf } from './rulesSense.ts';

/** Mostly right, sometimes not there, sometimes something else. */
function nearly<T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown> = fc.jsonValue()): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: wrong });
}

const whole = (least: number, most: number): fc.Arbitrary<unknown> =>
  nearly(fc.integer({ min: least, max: most }), fc.oneof(fc.constantFrom(least - 1, most + 1, least + 0.5), fc.double(), fc.jsonValue()));
const text = (least: number, most: number): fc.Arbitrary<unknown> =>
  nearly(
    fc.string({ minLength: least, maxLength: Math.min(most, 20) }),
    fc.oneof(fc.constantFrom('', 'x'.repeat(most), 'x'.repeat(most + 1)), fc.jsonValue()),
  );
const number = nearly(fc.double({ noNaN: true, noDefaultInfinity: true }));
const condition = fc.oneof(
  fc.record({ kind: fc.constant('above'), value: number, clearBelow: number }, { requiredKeys: ['kind', 'value'] }),
  fc.record({ kind: fc.constant('below'), value: number, clearAbove: number }, { requiredKeys: ['kind', 'value'] }),
  fc.record({ kind: fc.constant('rate'), perMinute: number, overSeconds: whole(10, 3600) }),
  fc.record({ kind: fc.constantFrom('absent', 'above', 'gone') }),
  fc.record({ kind: fc.constant('forecast'), reaches: number, withinSeconds: whole(60, 604_800), overSeconds: whole(30, 86_400) }),
  fc.record({ kind: fc.constantFrom('absent', 'above'), value: number, extra: number }),
);
const timeOfDay = nearly(fc.constantFrom('00:00', '07:30', '23:59'), fc.constantFrom('24:00', '7:30', '12:60', '12:30\n', '', 12));
const rule = fc.record(
  {
    id: nearly(fc.constantFrom('a', '0', 'disk-full', 'x'.repeat(63)), fc.constantFrom('', '-a', 'A', 'x'.repeat(64), 'a\n', 'ä', 1)),
    title: text(1, 120),
    enabled: nearly(fc.boolean()),
    severity: nearly(fc.constantFrom('info', 'warning', 'critical')),
    metric: text(1, 100),
    devices: nearly(fc.array(text(1, 128), { maxLength: 3 }), fc.constantFrom(Array<string>(64).fill('a'), Array<string>(65).fill('a'))),
    condition: nearly(condition),
    forSeconds: whole(0, 86_400),
    clearSeconds: whole(0, 86_400),
    notify: nearly(fc.boolean()),
    inQuietHours: nearly(fc.boolean()),
    command: nearly(
      fc.oneof(fc.constant(null), fc.array(text(0, 4096), { minLength: 1, maxLength: 3 })),
      fc.constantFrom([], Array<string>(32).fill(''), Array<string>(33).fill('')),
    ),
    why: text(0, 600),
  },
  { requiredKeys: ['id', 'title', 'severity', 'metric', 'condition'] },
);
const extra = fc.dictionary(fc.constantFrom('comment', '__proto__', 'constructor', 'toString'), fc.jsonValue(), { maxKeys: 1 });
const withExtra = (one: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.oneof({ weight: 20, arbitrary: one }, { weight: 1, arbitrary: fc.tuple(one, extra).map(([right, more]) => ({ ...right, ...more })) });
const document = fc.oneof(
  {
    weight: 30,
    arbitrary: withExtra(
      fc.record(
        {
          version: nearly(fc.constant(1), fc.constantFrom(0, 2, '1', true)),
          quietHours: nearly(fc.oneof(fc.constant(null), withExtra(fc.record({ from: timeOfDay, to: timeOfDay })))),
          rules: nearly(fc.array(withExtra(rule), { maxLength: 3 })),
        },
        { requiredKeys: ['version', 'rules'] },
      ),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const right = {
  id: 'hot',
  title: 'Hot',
  severity: 'warning',
  metric: 'disk.tempC',
  condition: { kind: 'above', value: 70 },
};
const one = (change: object): unknown => ({ version: 1, rules: [{ ...right, ...change }] });

function problemsOf(value: unknown): readonly string[] {
  const read = readRules(value);
  return 'issues' in read ? read.issues.map(({ field, problem }) => `${field}: ${problem}`) : [];
}

describe('checkRules', () => {
  it('says what the schema says, about documents near right and wrong, and fills the same defaults', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(document, (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(value));
        const bySchema = alertRules.safeParse(sent);
        const byHand = checkRules(sent);
        expect('rules' in byHand).toBe(bySchema.success);
        if (bySchema.success && 'rules' in byHand) expect(byHand.rules).toEqual(bySchema.data);
        if (bySchema.success) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 4000 },
    );
    // A generator that only ever made one of the two would prove nothing.
    expect(accepted).toBeGreaterThan(400);
    expect(refused).toBeGreaterThan(400);
  });

  it('takes 200 rules and not 201', () => {
    const many = (count: number): unknown => ({
      version: 1,
      rules: Array.from({ length: count }, (_value, index) => ({ ...right, id: `r${String(index)}` })),
    });
    expect(checkRules(many(200))).toHaveProperty('rules');
    expect(checkRules(many(201))).toEqual({ issues: [{ field: 'rules', problem: 'must be a list of at most 200 rules' }] });
  });

  it.each([
    [one({ condition: { kind: 'above', value: 'x' } }), 'rules[0].condition.value: must be a number'],
    [one({ condition: { kind: 'over', value: 1 } }), 'rules[0].condition.kind: must be one of above, below, rate, absent, forecast'],
    [one({ devices: ['a', ''] }), 'rules[0].devices[1]: must be text of 1 to 128 characters'],
    [one({ forSeconds: 1.5 }), 'rules[0].forSeconds: must be a whole number from 0 to 86400'],
    [{ version: 1, quietHours: { from: '22:00', to: '24:00' }, rules: [] }, 'quietHours.to: must be a time of day such as 07:00'],
    [[], ': must be an object'],
  ])('names the field of %j', (value, expected) => {
    expect(problemsOf(value)).toEqual([expected]);
  });

  it('names every wrong field, but not without end', () => {
    expect(problemsOf({ version: 1, rules: [{ ...right, id: 'A', title: '' }] })).toHaveLength(2);
    const wrong = { version: 1, rules: Array.from({ length: 200 }, () => ({})) };
    const read = checkRules(wrong);
    expect('issues' in read && read.issues.length).toBe(50);
    expect('issues' in read && issueText(read.issues)).toMatch(/and 47 more$/);
  });
});

describe('readRules', () => {
  it.each([
    [one({ metric: 'disk.temp' }), 'rules[0].metric: there is no metric "disk.temp"; the nearest is disk.tempC'],
    [{ version: 1, rules: [right, right] }, 'rules[1].id: "hot" is taken by rules[0]'],
    [one({ condition: { kind: 'above', value: 70, clearBelow: 71 } }), 'rules[0].condition.clearBelow: must be 70 (value) or less'],
    [one({ condition: { kind: 'below', value: 70, clearAbove: 69 } }), 'rules[0].condition.clearAbove: must be 70 (value) or more'],
    [one({ command: ['logger', 'x'] }), 'rules[0].command[0]: must be the absolute path of a program, such as /usr/bin/logger'],
    [one({ command: [''] }), 'rules[0].command[0]: must be the absolute path of a program, such as /usr/bin/logger'],
    [one({ command: ['/bin/true', 'a\0b'] }), 'rules[0].command[1]: must not contain a NUL character'],
    [
      one({ metric: 'memory.usedPercent', devices: ['x'] }),
      'rules[0].devices: must be empty: memory.usedPercent is one figure for the whole machine',
    ],
    [
      one({ metric: 'memory.usedPercent', condition: { kind: 'absent' } }),
      'rules[0].condition.kind: cannot be absent: memory.usedPercent is one figure for the whole machine',
    ],
    [
      { version: 1, quietHours: { from: '22:00', to: '22:00' }, rules: [] },
      'quietHours.to: must differ from quietHours.from; use null for no quiet hours',
    ],
  ])('refuses what the schema cannot: %j', (value, expected) => {
    expect(problemsOf(value)).toEqual([expected]);
    expect(alertRules.safeParse(value).success).toBe(true);
  });

  it('lets limits and ends be equal', () => {
    expect(readRules(one({ condition: { kind: 'above', value: 70, clearBelow: 70 } }))).toHaveProperty('rules');
  });

  it('finds the nearest metric for any text', () => {
    expect(nearestMetric('Memory.UsedPercent')).toBe('memory.usedPercent');
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (id) => nearestMetric(id) !== ''));
  });

  it('finds nothing wrong with no rules', () => {
    expect(senseOf({ version: 1, quietHours: null, rules: [] })).toEqual([]);
  });
});
