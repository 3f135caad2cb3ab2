/** polkit lets everybody at the screen make `reversible` changes without a password; none of them may reach somebody else's process. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Operation } from '../../../src-main/contracts/operations.ts';
import { riskClass } from '../../../src-main/contracts/operations.ts';
import { ioPriority, niceValue, processSignal } from '../../../src-main/contracts/processValues.ts';
import { planOf } from '../proof/scenarios.ts';
import { planRisk, riskAllows } from '../risk.ts';

const identity = { pid: fc.integer({ min: 1, max: 4_194_304 }), startTicks: fc.nat() };
const adjust = fc.record({
  kind: fc.constant('process.adjust' as const),
  ...identity,
  nice: fc.option(fc.integer({ min: niceValue.minValue ?? -20, max: niceValue.maxValue ?? 19 })),
  ioPriority: fc.option(fc.record({ class: fc.constantFrom(...ioPriority.shape.class.options), level: fc.integer({ min: 0, max: 7 }) })),
  affinity: fc.option(fc.constantFrom('0', '0-3')),
});
const signal = fc.record({
  kind: fc.constant('process.signal' as const),
  ...identity,
  signal: fc.constantFrom(...processSignal.options),
});

it('a Plan about a process is never of a class that needs no administrator, whatever class it states', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(adjust, signal), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...riskClass.options),
      (operations, stated) => {
        const made = planOf('p1', operations satisfies readonly Operation[]);
        const risk = planRisk({ ...made, steps: made.steps.map((step) => ({ ...step, risk: stated })) });
        expect(riskAllows('reversible', risk)).toBe(false);
        if (operations.some(({ kind }) => kind === 'process.signal')) expect(risk).toBe('irreversible');
      },
    ),
  );
});
