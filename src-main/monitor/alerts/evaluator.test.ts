import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertCondition, AlertRule } from '../../contracts/alerts.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { type Changes, defaultEvaluatorLimits, Evaluator, type EvaluatorLimits } from './evaluator.ts';
import { ongoingAlert } from './ongoing.ts';
import { type DiskTemperatures, gpuFrame, hotDisk, ManualMachine, memoryFrame, rulesOf, startedAt } from './testSupport/manualMachine.ts';

interface Options {
  readonly isQuiet?: (unixMs: number) => boolean;
  readonly limits?: Partial<EvaluatorLimits>;
}

function watching(rules: readonly AlertRule[], { isQuiet = () => false, limits = {} }: Options = {}) {
  const machine = new ManualMachine();
  const evaluator = new Evaluator({ isQuiet, limits: { ...defaultEvaluatorLimits, ...limits } });
  evaluator.setRules(rulesOf(...rules), machine.at);
  const show = (frame: MonitorFrame): Changes => evaluator.onFrame(frame, machine.monotonicMs);
  const second = (temperatures: DiskTemperatures, over: Partial<MonitorFrame> = {}): readonly string[] => {
    machine.pass(1);
    return news(show(machine.frame(temperatures, over)));
  };
  return {
    machine,
    evaluator,
    show,
    /** One second passes with these disks. */
    second,
    /** So many seconds pass; the second at which something happened and what. */
    seconds: (count: number, temperatures: DiskTemperatures): readonly string[] =>
      Array.from({ length: count }, (_value, index) => second(temperatures).map((one) => `${String(index + 1)} ${one}`)).flat(),
    texts: () => evaluator.active().map((ongoing) => ongoingAlert(ongoing).text),
  };
}

function news({ fired, ended }: Changes): readonly string[] {
  return [
    ...fired.map(({ rule, instance }) => `+${rule.id}/${instance}`),
    ...ended.map(({ alert: { ruleId, instance } }) => `-${ruleId}/${instance}`),
  ];
}

const above: AlertCondition = { kind: 'above', value: 70, clearBelow: 65 };

describe('a limit', () => {
  it('fires above and ends only below the end of its hysteresis', () => {
    const { second } = watching([hotDisk({ condition: above })]);
    expect([70, 70.1, 69, 65, 64.9, 69, 71].map((tempC) => second({ sda: tempC }))).toEqual([
      [],
      ['+hot/sda'],
      [],
      [],
      ['-hot/sda'],
      [],
      ['+hot/sda'],
    ]);
  });

  it('without hysteresis ends when it is not above any more', () => {
    const { second } = watching([hotDisk()]);
    expect([71, 70].map((tempC) => second({ sda: tempC }))).toEqual([['+hot/sda'], ['-hot/sda']]);
  });

  it('is the same for below', () => {
    const { second } = watching([hotDisk({ condition: { kind: 'below', value: 10, clearAbove: 12 } })]);
    expect([10, 9, 11, 12, 12.5].map((tempC) => second({ sda: tempC }))).toEqual([[], ['+hot/sda'], [], [], ['-hot/sda']]);
  });

  it('never changes state twice without crossing the band, whatever the figures do', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 55, max: 80, noNaN: true }), { maxLength: 60 }), (figures) => {
        const { second } = watching([hotDisk({ condition: above })]);
        let isOn = false;
        for (const tempC of figures) {
          const expected: boolean = isOn ? tempC >= 65 : tempC > 70;
          expect(second({ sda: tempC })).toEqual(expected === isOn ? [] : [expected ? '+hot/sda' : '-hot/sda']);
          isOn = expected;
        }
      }),
    );
  });

  it('says device, figure and limit, with the peak at the end', () => {
    const { second, texts, machine, show } = watching([hotDisk({ condition: above })]);
    second({ sda: 82 });
    second({ sda: 75.25 });
    expect(texts()).toEqual(['sda: Disk temperature 75.3 °C, above the limit of 70 °C.']);
    machine.pass(1);
    const [end] = show(machine.frame({ sda: 60 })).ended;
    expect(end?.alert).toMatchObject({
      text: 'sda: Disk temperature is back to 60 °C after 82 °C; the limit is 70 °C.',
      value: 60,
      peak: 82,
      startedAt: startedAt + 1000,
      endedAt: startedAt + 3000,
      series: 'disk.tempC/sda',
    });
  });

  it('is watched for each device by itself, and only for those that the rule names', () => {
    const { second } = watching([hotDisk({ devices: ['nvme*', 'sdb'] })]);
    expect(second({ nvme0n1: 80, sda: 80, sdb: 80, nvme1n1: 20 })).toEqual(['+hot/nvme0n1', '+hot/sdb']);
    expect(second({ nvme0n1: 20, sda: 80, sdb: 80, nvme1n1: 80 })).toEqual(['+hot/nvme1n1', '-hot/nvme0n1']);
  });
});

describe('duration', () => {
  const rule = hotDisk({ condition: above, forSeconds: 5, clearSeconds: 3 });

  it('must hold before it fires, and be over before it ends', () => {
    const { seconds } = watching([rule]);
    expect(seconds(10, { sda: 80 })).toEqual(['6 +hot/sda']);
    expect(seconds(10, { sda: 60 })).toEqual(['4 -hot/sda']);
  });

  it('starts again when the figure was right in between', () => {
    const { seconds } = watching([rule]);
    seconds(5, { sda: 80 });
    seconds(1, { sda: 68 });
    expect(seconds(5, { sda: 80 })).toEqual([]);
    expect(seconds(1, { sda: 80 })).toEqual(['1 +hot/sda']);
    seconds(3, { sda: 60 });
    seconds(1, { sda: 68 });
    expect(seconds(3, { sda: 60 })).toEqual([]);
  });

  it('does not count a sleep, nor what was measured right after it', () => {
    const { machine, second, seconds } = watching([rule]);
    seconds(3, { sda: 80 });
    machine.sleep(8 * 3600);
    expect(second({ sda: 80 }, { gap: true })).toEqual([]);
    expect(seconds(3, { sda: 80 })).toEqual(['3 +hot/sda']);
  });

  it('counts a stall as one interval, so that a late frame alone fires and ends nothing', () => {
    const { machine, second, seconds } = watching([rule]);
    seconds(2, { sda: 80 });
    machine.pass(60);
    expect(second({ sda: 80 }, { gap: true })).toEqual([]);
    expect(seconds(3, { sda: 80 })).toEqual(['3 +hot/sda']);
    seconds(1, { sda: 60 });
    machine.pass(60);
    expect(second({ sda: 60 }, { gap: true })).toEqual([]);
  });

  it('still fires on a machine so loaded that every frame is late', () => {
    const { machine, second } = watching([rule]);
    const happened: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      machine.pass(1);
      happened.push(...second({ sda: 80 }, { gap: true }));
    }
    expect(happened).toEqual(['+hot/sda']);
  });

  it('does not count, fire or end while nothing is measured', () => {
    const { seconds } = watching([rule]);
    seconds(3, { sda: 80 });
    expect(seconds(100, { sda: null })).toEqual([]);
    expect(seconds(2, { sda: 80 })).toEqual([]);
    expect(seconds(1, { sda: 80 })).toEqual(['1 +hot/sda']);
    expect(seconds(100, { sda: null })).toEqual([]);
  });
});

describe('a device that goes away', () => {
  it('takes its alert along, but not at the first frame without it', () => {
    const { second, seconds, evaluator } = watching([hotDisk()]);
    second({ sda: 80, sdb: 80 });
    expect(seconds(10, { sda: 80 })).toEqual([]);
    expect(seconds(1, { sda: 80, sdb: 80 })).toEqual([]);
    expect(seconds(40, { sda: 80 })).toEqual(['30 -hot/sdb']);
    expect(evaluator.active().map(({ instance }) => instance)).toEqual(['sda']);
  });

  const absent = hotDisk({ id: 'lost', condition: { kind: 'absent' }, forSeconds: 5, clearSeconds: 2 });

  it('is an alert of its own where a rule asks for it, until it is back', () => {
    const { second, seconds, texts } = watching([absent]);
    expect(seconds(10, { sda: 20 })).toEqual([]);
    second({ sda: 20, sdb: 20 });
    expect(seconds(10, { sda: 20 })).toEqual(['6 +lost/sdb']);
    expect(texts()).toEqual(['sdb is gone: Disk temperature was measured before and is not any more.']);
    expect(seconds(5, { sda: 20, sdb: 20 })).toEqual(['3 -lost/sdb']);
  });

  it('is not gone because it is not measured, was never there, or the machine slept', () => {
    const { machine, second, seconds } = watching([absent]);
    second({ sda: 20, sdb: null });
    expect(seconds(20, { sda: null })).toEqual([]);
    machine.sleep(3600);
    expect(second({}, { gap: true })).toEqual([]);
    expect(seconds(5, {})).toEqual([]);
    expect(seconds(1, {})).toEqual(['1 +lost/sda']);
  });

  it('is remembered for a rule about absence, and forgotten otherwise', () => {
    const { second, seconds, evaluator } = watching([absent, hotDisk()], { limits: { maxWatches: 8 } });
    second({ sda: 20, sdb: 20 });
    expect(seconds(200, { sda: 20 })).toEqual(['6 +lost/sdb']);
    for (let index = 0; index < 2; index += 1) second({ [`new${String(index)}`]: 80, sda: 20 });
    expect(evaluator.problem).toBeNull();
  });
});

describe('a rate', () => {
  const rate = (perMinute: number): AlertRule => hotDisk({ condition: { kind: 'rate', perMinute, overSeconds: 20 } });
  const ramp = (rule: AlertRule, perSecond: number, count = 40): readonly string[] => {
    const { second } = watching([rule]);
    return Array.from({ length: count }, (_value, index) =>
      second({ sda: 50 + perSecond * index }).map((one) => `${String(index + 1)} ${one}`),
    ).flat();
  };

  it('fires by the slope per minute, once half of the window is there', () => {
    expect(ramp(rate(5), 0.1)).toEqual(['12 +hot/sda']);
    expect(ramp(rate(7), 0.1)).toEqual([]);
    expect(ramp(rate(-5), -0.1)).toEqual(['12 +hot/sda']);
    expect(ramp(rate(-5), 0.1)).toEqual([]);
    expect(ramp(rate(5), -0.1)).toEqual([]);
  });

  it('ends when the slope does, and says it', () => {
    const { second, seconds, texts } = watching([rate(5)]);
    for (let index = 0; index < 20; index += 1) second({ sda: 50 + index });
    expect(texts()).toEqual(['sda: Disk temperature 69 °C, rises by 60 °C a minute; the limit is 5 °C a minute.']);
    expect(seconds(30, { sda: 69 })).toHaveLength(1);
  });

  it('has no slope across a sleep', () => {
    const { machine, second, seconds } = watching([rate(5)]);
    seconds(30, { sda: 20 });
    machine.sleep(3600);
    expect(second({ sda: 60 }, { gap: true })).toEqual([]);
    expect(seconds(60, { sda: 60 })).toEqual([]);
  });
});

describe('a forecast', () => {
  const filling = hotDisk({
    id: 'filling',
    metric: 'gpu.vramUsedPercent',
    condition: { kind: 'forecast', reaches: 100, withinSeconds: 240, overSeconds: 60 },
  });

  function run(figures: readonly number[]) {
    const watched = watching([filling]);
    const happened: string[] = [];
    figures.forEach((percent, index) => {
      watched.machine.pass(1);
      happened.push(...news(watched.show(gpuFrame(watched.machine, percent))).map((one) => `${String(index + 1)} ${one.slice(0, 8)}`));
    });
    return { happened, texts: watched.texts() };
  }
  const line = (from: number, perSecond: number, count: number): number[] =>
    Array.from({ length: count }, (_value, index) => Math.min(100, from + perSecond * index));

  it('says when it will be full, once half of the window is there', () => {
    const { happened, texts } = run(line(50, 0.2, 33));
    expect(happened).toEqual(['33 +filling']);
    expect(texts).toEqual(['0000:01:00.0: GPU memory in use, share 56.4 %, full in about 4 min at this slope.']);
  });

  it('is silent while it is too far away, falls, stands or only trembles', () => {
    expect(run(line(10, 0.2, 120)).happened).toEqual([]);
    expect(run(line(90, -0.2, 120)).happened).toEqual([]);
    expect(run(line(90, 0, 120)).happened).toEqual([]);
    expect(run(Array.from({ length: 240 }, (_value, index) => (index % 7) * 2 + 80)).happened).toEqual([]);
  });

  it('ends when the slope flattens', () => {
    const { happened } = run([...line(50, 0.5, 40), ...line(69.5, 0, 120)]);
    expect(happened.map((one) => one.split(' ')[1])).toEqual(['+filling', '-filling']);
  });

  it('stays on when it has come true', () => {
    const { happened, texts } = run([...line(50, 0.5, 101), ...line(100, 0, 300)]);
    expect(happened).toEqual(['33 +filling']);
    expect(texts).toEqual(['0000:01:00.0: GPU memory in use, share 100 %: full.']);
  });
});

describe('quiet hours', () => {
  it('are marked, unless the rule wants to disturb', () => {
    const { second, evaluator } = watching([hotDisk(), hotDisk({ id: 'loud', inQuietHours: true })], { isQuiet: () => true });
    second({ sda: 80 });
    expect(evaluator.active().map(({ rule, quiet }) => [rule.id, quiet])).toEqual([
      ['hot', true],
      ['loud', false],
    ]);
  });
});

describe('other rules', () => {
  it('leave alone what did not change: what has held goes on to count', () => {
    const { machine, evaluator, seconds } = watching([hotDisk({ forSeconds: 5 })]);
    seconds(4, { sda: 80 });
    expect(
      evaluator.setRules(
        rulesOf(hotDisk({ forSeconds: 5, title: 'New words', severity: 'critical' }), hotDisk({ id: 'other' })),
        machine.at,
      ),
    ).toEqual({
      fired: [],
      ended: [],
    });
    expect(seconds(2, { sda: 80 })).toEqual(['1 +other/sda', '2 +hot/sda']);
    expect(evaluator.active().find(({ rule }) => rule.id === 'hot')?.rule.title).toBe('New words');
  });

  it('keep an alert whose limit moved, and end it when it is within the new one', () => {
    const { machine, evaluator, second } = watching([hotDisk()]);
    second({ sda: 80, sdb: 95 });
    expect(news(evaluator.setRules(rulesOf(hotDisk({ condition: { kind: 'above', value: 90 } })), machine.at))).toEqual([]);
    expect(second({ sda: 80, sdb: 95 })).toEqual(['-hot/sda']);
  });

  it.each([
    ['gone', rulesOf()],
    ['switched off', rulesOf(hotDisk({ enabled: false }))],
    ['about another metric', rulesOf(hotDisk({ metric: 'disk.busyPercent' }))],
    ['about another device', rulesOf(hotDisk({ devices: ['sdb'] }))],
    ['of another kind', rulesOf(hotDisk({ condition: { kind: 'absent' } }))],
  ])('end the alert of a rule that is %s', (_what, rules) => {
    const { machine, evaluator, second } = watching([hotDisk()]);
    second({ sda: 80 });
    const { ended } = evaluator.setRules(rules, machine.at);
    expect(ended.map(({ alert }) => alert.instance)).toEqual(['sda']);
    expect(ended[0]?.alert.text).toMatch(/Ended because its rule was changed/);
    expect(evaluator.active()).toEqual([]);
  });
});

describe('limits of our own', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_value, index) => [`sd${String(index)}`, 80]));

  it('say what is not watched', () => {
    const { second, evaluator } = watching([hotDisk()], { limits: { maxDevices: 5 } });
    expect(second(many)).toHaveLength(5);
    expect(evaluator.problem).toBe('too many devices for the rules: hot does not watch all of them; name the devices in the rule');
  });

  it('hold for windows and for alerts that are on', () => {
    const windows = watching([hotDisk({ condition: { kind: 'rate', perMinute: 1, overSeconds: 10 } })], { limits: { maxWindows: 3 } });
    windows.second(many);
    expect(windows.evaluator.problem).toMatch(/hot does not watch all/);
    const active = watching([hotDisk()], { limits: { maxActive: 3 } });
    expect(active.second(many)).toHaveLength(3);
    expect(active.evaluator.problem).toMatch(/^3 alerts are on already/);
    active.second({ sd0: 20 });
    expect(active.second(many)).toHaveLength(1);
  });

  it('give room again when devices are gone or rules changed', () => {
    const { machine, second, seconds, evaluator } = watching([hotDisk()], { limits: { maxDevices: 20, maxWatches: 20 } });
    second(many);
    seconds(200, {});
    const others = Object.fromEntries(Array.from({ length: 20 }, (_value, index) => [`nvme${String(index)}`, 80]));
    expect(second(others)).toHaveLength(20);
    evaluator.setRules(rulesOf(hotDisk({ id: 'next' })), machine.at);
    expect(second(others)).toHaveLength(20);
    expect(evaluator.problem).toBeNull();
  });
});

describe('a frame', () => {
  it('without figures, or with strange device names, harms nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.option(fc.double())), { maxLength: 20 }), fc.boolean(), (rows, gap) => {
        const { second } = watching([
          hotDisk(),
          hotDisk({ id: 'b', devices: ['*a*b*'] }),
          hotDisk({ id: 'c', condition: { kind: 'absent' } }),
        ]);
        second(Object.fromEntries(rows), { gap });
        second({}, { gap });
        return true;
      }),
    );
  });

  it('is cheap where no rule has its metrics', () => {
    const { machine, show, evaluator } = watching([hotDisk()]);
    machine.pass(1);
    expect(show(memoryFrame(machine, 99))).toBe(show(memoryFrame(machine, 99)));
    expect(evaluator.active()).toEqual([]);
  });

  it('costs little with 200 rules and 64 devices, slopes among them', async (context) => {
    const conditions: readonly AlertCondition[] = [
      { kind: 'above', value: 90, clearBelow: 80 },
      { kind: 'below', value: 1 },
      { kind: 'absent' },
      { kind: 'above', value: 200 },
      { kind: 'rate', perMinute: 500, overSeconds: 60 },
    ];
    const rules = Array.from({ length: 200 }, (_value, index) =>
      hotDisk({ id: `r${String(index)}`, condition: conditions[index % (index < 100 ? 5 : 4)] ?? { kind: 'absent' }, forSeconds: 5 }),
    );
    const { machine, show, evaluator } = watching(rules);
    const frames = Array.from({ length: 160 }, (_value, tick) => {
      const temperatures = Object.fromEntries(
        Array.from({ length: 64 }, (_disk, index) => [`sd${String(index)}`, 40 + ((index * 7 + tick) % 13)]),
      );
      return () => {
        machine.pass(1);
        const frame = machine.frame(temperatures);
        const start = performance.now();
        show(frame);
        return performance.now() - start;
      };
    });
    const costs = frames.map((frame) => frame()).slice(60);
    const meanMs = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    await context.annotate(`${meanMs.toFixed(2)} ms a frame, ${Math.max(...costs).toFixed(2)} ms at most, for 12,800 rules and devices`);
    expect(evaluator.problem).toBeNull();
    // Not a speed: a frame that took a tenth of its second would be a fault of another kind.
    expect(meanMs).toBeLessThan(100);
  });
});
