import { describe, expect, it } from 'vitest';
import type { Implementation } from '../contracts/kit/define.ts';
import type { Service } from '../contracts/kit/serve.ts';
import { type ProofInput, type ProofReport, proofContract } from '../contracts/proof.ts';
import { exitCodes } from './exitCodes.ts';
import { fakeService } from './testSupport/fakeSession.ts';
import { hecate } from './testSupport/hecate.ts';

const proof = (members: Partial<Implementation<typeof proofContract>>): Service => fakeService(proofContract, members);
const at = '2026-01-02T03:04:05.000Z';

describe('tune prove', () => {
  const reportFor = (input: ProofInput, best: ProofReport['best']): ProofReport => ({
    schema: 'hecate.proof',
    version: 1,
    id: 'proof-1',
    title: 'Artificial',
    state: 'finished',
    input,
    goalTitle: 'Parrots',
    unit: '1/s',
    direction: 'higher',
    startedAt: at,
    endedAt: at,
    seconds: 1,
    environment: null,
    before: null,
    after: null,
    marks: [],
    trials: [],
    skipped: [],
    best,
    kept: null,
    machineState: 'stock',
    machineStateDetail: 'read back',
    story: ['Nothing was shown to help.'],
  });

  async function inputOf(words: readonly string[]): Promise<ProofInput> {
    let seen: ProofInput | undefined;
    const service = proof({
      prove: (input) => {
        seen = input;
        return Promise.resolve(reportFor(input, null));
      },
    });
    const { code, output } = await hecate(['tune', 'prove', '--yes', ...words], [service]);
    expect(code).toBe(exitCodes.difference);
    expect(output).toContain('Nothing was shown to help');
    if (seen === undefined) throw new Error('nothing was proved');
    return seen;
  }

  it('takes a command of any words after --, also ones that look like options of its own', async () => {
    const { goal, subject } = await inputOf([
      '--knob',
      'a.b=1,2',
      '--metric',
      '([0-9]+) x',
      '--direction',
      'higher',
      '--unit',
      'x',
      '--',
      'prog',
      '--json',
      '-y',
      '--',
    ]);
    expect(goal).toMatchObject({ kind: 'command', command: ['prog', '--json', '-y', '--'], measure: { kind: 'printed', unit: 'x' } });
    expect(subject).toEqual({ kind: 'knob', knobId: 'a.b', values: ['1', '2'] });
  });

  it('takes a test, a profile and a search', async () => {
    expect(await inputOf(['--test', 'a.b:c', '--profile', 'server', '--min-gain', '2', '--guard', '7.5'])).toMatchObject({
      goal: { kind: 'test', testId: 'a.b', metricId: 'c' },
      subject: { kind: 'profile', profileId: 'server' },
      minGainPercent: 2,
      guardPercent: 7.5,
      keep: false,
    });
    expect((await inputOf(['--test', 'a.b', '--search'])).subject).toEqual({ kind: 'search', knobIds: null });
    expect((await inputOf(['--test', 'a.b', '--knobs', 'x,y'])).subject).toEqual({ kind: 'search', knobIds: ['x', 'y'] });
  });

  it.each([
    [['--knob', 'a'], '--test'],
    [['--test', 'a'], '--knob'],
    [['--test', 'a', '--knob', 'b', '--search'], '--knob'],
    [['--test', 'a', '--knob', 'b', '--', 'prog'], '--test'],
    [['--test', 'a', '--knob', 'b', '--metric', 'wall'], '--metric'],
    [['--knob', 'b', '--metric', '([0-9])', '--', 'prog'], '--direction'],
    [['--knob', 'b', 'prog'], 'COMMAND'],
    [['--test', 'a', '--knob', 'b', '--max-seconds', '20'], '--max-seconds'],
  ])('%j is wrong and names %s', async (words, field) => {
    const { code, errors } = await hecate(['tune', 'prove', '--yes', ...words], []);
    expect(code).toBe(exitCodes.usage);
    expect(errors).toContain(field);
  });

  it('says what will change and that stock comes back, and does nothing when told no', async () => {
    const { code, errors } = await hecate(['tune', 'prove', '--test', 'a', '--knob', 'b'], [proof({})], { terminal: true, lines: ['n'] });
    expect(code).toBe(exitCodes.refused);
    expect(errors).toContain('put stock back');
    expect(errors).toContain('Nothing was changed.');
  });
});
