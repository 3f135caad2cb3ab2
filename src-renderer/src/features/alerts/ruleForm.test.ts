import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertCondition, type AlertRule, type AlertRules, alertRule } from '../../../../src-main/contracts/alerts.ts';
import { metrics } from '../../../../src-main/contracts/metrics.ts';
import { fieldOfPath, issuesOfRule } from './ruleFields.ts';
import { emptyForm, formOfRule, freeId, idFromTitle, type RuleForm, ruleOfForm, withMetric } from './ruleForm.ts';
import { byArea } from './rules.ts';
import { amountOf, durationUnits, unitsOfLimit, valueIn } from './units.ts';
import { conditionText, durationText, lastedText, metricText, ruleText, worstOf } from './words.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
const seconds = (least: number, most: number) => fc.integer({ min: least, max: most });

const conditions: fc.Arbitrary<AlertCondition> = fc.oneof(
  fc.tuple(finite, fc.option(fc.double({ noNaN: true, min: 0, max: 1e6 }), { nil: undefined })).map(([value, below]) => ({
    kind: 'above' as const,
    value,
    ...(below === undefined ? {} : { clearBelow: value - below }),
  })),
  fc.tuple(finite, fc.option(fc.double({ noNaN: true, min: 0, max: 1e6 }), { nil: undefined })).map(([value, above]) => ({
    kind: 'below' as const,
    value,
    ...(above === undefined ? {} : { clearAbove: value + above }),
  })),
  fc.record({ kind: fc.constant('rate' as const), perMinute: finite, overSeconds: seconds(10, 3600) }),
  fc.constant({ kind: 'absent' as const }),
  fc.record({
    kind: fc.constant('forecast' as const),
    reaches: finite,
    withinSeconds: seconds(60, 604_800),
    overSeconds: seconds(30, 86_400),
  }),
);

const text = (most: number) => fc.string({ minLength: 1, maxLength: most });

const rules: fc.Arbitrary<AlertRule> = fc.record({
  id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
  title: text(120).filter((title) => title.trim() === title),
  enabled: fc.boolean(),
  severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  metric: fc.constantFrom(...metrics.map((metric) => metric.id), 'of.anotherVersion'),
  devices: fc.array(text(20), { maxLength: 4 }),
  condition: conditions,
  forSeconds: seconds(0, 86_400),
  clearSeconds: seconds(0, 86_400),
  notify: fc.boolean(),
  inQuietHours: fc.boolean(),
  command: fc.option(fc.array(text(20), { minLength: 1, maxLength: 4 }).filter((command) => command[0]?.trim() !== '')),
  why: fc.string({ maxLength: 100 }),
});

const none: AlertRules = { version: 1, quietHours: null, rules: [] };

function form(over: Partial<RuleForm>): RuleForm {
  return { ...emptyForm(none), title: 'A rule', limit: { amount: 90, unit: '%' }, ...over };
}

describe('form of a rule', () => {
  it('gives back every rule exactly as it was', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(alertRule.safeParse(rule).success).toBe(true);
        expect(ruleOfForm(formOfRule(rule))).toEqual({ ok: true, rule });
      }),
    );
  });

  it('shows limits in the unit that a person thinks in', () => {
    expect(amountOf(5 * 1024 ** 3, unitsOfLimit('bytes'))).toEqual({ amount: 5, unit: 'GiB' });
    expect(amountOf(1_500_000, unitsOfLimit('bytesPerSecond'))).toEqual({ amount: 1.5, unit: 'MB/s' });
    expect(amountOf(1_234_567_891, unitsOfLimit('bytes'))).toEqual({ amount: 1_234_567_891, unit: 'B' });
    expect(amountOf(5400, durationUnits)).toEqual({ amount: 1.5, unit: 'hours' });
    expect(valueIn({ amount: '', unit: 'B' }, unitsOfLimit('bytes'))).toBeNaN();
  });

  it('names the field that is wrong, and what would be right', () => {
    expect(ruleOfForm(form({ limit: { amount: '', unit: '%' } }))).toEqual({ ok: false, problems: { limit: 'a number' } });
    expect(ruleOfForm(form({ title: ' ' }))).toEqual({ ok: false, problems: { title: 'a title of 1 to 120 characters' } });
    expect(ruleOfForm(form({ kind: 'rate', over: { amount: 5, unit: 'seconds' } }))).toEqual({
      ok: false,
      problems: { over: '10 seconds to 1 hour' },
    });
    expect(ruleOfForm(form({ command: ['  ', 'x'] }))).toEqual({ ok: false, problems: { command: 'the first line is the program' } });
  });

  it('refuses an end that comes before the beginning', () => {
    expect(ruleOfForm(form({ clear: { amount: 95, unit: '%' } }))).toMatchObject({
      ok: false,
      problems: { clear: expect.any(String) as string },
    });
    expect(ruleOfForm(form({ clear: { amount: 85, unit: '%' } }))).toMatchObject({ ok: true });
  });

  it('takes the units of the metric that is chosen', () => {
    const next = withMetric(form({}), 'memory.usedBytes');
    expect(next.limit).toEqual({ amount: 90, unit: 'B' });
    expect(withMetric(next, 'memory.cachedBytes').limit.unit).toBe('B');
  });
});

describe('ids of rules', () => {
  it('come from the title and are free', () => {
    expect(idFromTitle('Disk is full!')).toBe('disk-is-full');
    expect(idFromTitle('…')).toBe('rule');
    const taken = { ...none, rules: [{ id: 'a' }, { id: 'a-2' }] as AlertRule[] };
    expect(freeId('a', taken)).toBe('a-3');
  });

  it('are always what the contract takes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (title) => {
        expect(alertRule.shape.id.safeParse(freeId(idFromTitle(title), none)).success).toBe(true);
      }),
    );
  });
});

describe('fields of refused rules', () => {
  it('are found in both ways of writing a path', () => {
    const issues = [
      { field: 'rules[1].condition.value', problem: 'a number' },
      { field: 'rules.1.devices.3', problem: 'too long' },
      { field: 'rules[0].title', problem: 'missing' },
      { field: 'quietHours.from', problem: 'HH:MM' },
      { field: 'rules[1].id', problem: 'is there twice' },
    ];
    expect(issuesOfRule(issues, 1)).toEqual({
      own: { limit: 'a number', devices: 'too long', title: 'is there twice' },
      others: ['rules[0].title: missing', 'quietHours.from: HH:MM'],
    });
  });

  it('never lose an issue, whatever the path is', () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        const { own, others } = issuesOfRule([{ field, problem: 'wrong' }], 0);
        expect(Object.keys(own).length + others.length).toBe(1);
        expect(fieldOfPath(field)).toBeTypeOf('string');
      }),
    );
    expect(fieldOfPath('constructor')).toBe('other');
  });
});

describe('words', () => {
  it('say a rule in one sentence', () => {
    const rule = alertRule.parse({
      id: 'full',
      title: 'Full',
      severity: 'warning',
      metric: 'filesystem.usedPercent',
      devices: ['/home'],
      condition: { kind: 'above', value: 90, clearBelow: 88 },
      forSeconds: 60,
    });
    expect(ruleText(rule)).toBe('File system used of /home above 90%, until below 88%, for 1\u00a0minute');
    expect(conditionText({ kind: 'rate', perMinute: -2, overSeconds: 60 }, 'celsius')).toBe(
      'falls by more than 2\u00a0°C a minute, over 1\u00a0minute',
    );
  });

  it('say durations and figures', () => {
    expect([durationText(0), durationText(90), durationText(3600), durationText(172_800)].join('; ')).toBe(
      '0\u00a0seconds; 90\u00a0seconds; 1\u00a0hour; 2\u00a0days',
    );
    expect(lastedText(3_900_000)).toBe('1\u00a0hour 5\u00a0minutes');
    expect(metricText('bytes', -2048)).toBe('-2.0\u00a0KiB');
  });

  it('know the worst', () => {
    expect(worstOf([])).toBeNull();
    expect(worstOf([{ severity: 'info' }, { severity: 'critical' }])).toBe('critical');
  });

  it('put every rule into exactly one area', () => {
    fc.assert(
      fc.property(fc.array(rules, { maxLength: 10 }), (made) => {
        expect(byArea(made).flatMap((area) => area.members)).toHaveLength(made.length);
      }),
    );
  });
});
