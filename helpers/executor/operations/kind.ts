/**
 * What every operation kind must answer. A kind is written against its own
 * operation and prior type; `bindKind` hides them behind JSON text, because
 * the journal is where a prior lives between apply and undo.
 */
import type { z } from 'zod';
import type { StepVerdict } from '../../../src-main/contracts/executor.ts';
import type { Operation, RiskClass } from '../../../src-main/contracts/operations.ts';
import type { Machine } from '../machine.ts';
import type { FieldProblem } from '../problem.ts';

/**
 * Where the machine stands between the two values of a step. `between`: a
 * piece of our own work that was cut off. `other`: somebody else's value.
 * `gone`: the device or process went away, and the setting with it. `past`:
 * something that was done once and left nothing to bring back.
 */
export type Standing = 'applied' | 'prior' | 'between' | 'other' | 'gone' | 'past';

export interface Verification {
  readonly verdict: StepVerdict;
  readonly expected: string;
  /** null when there is nothing, or it cannot be read. */
  readonly found: string | null;
  readonly detail: string;
}

/** What the journal knows about a managed file. */
export interface Knowledge {
  /** Contents that this product ever installed at the path. */
  ownContents(path: string): readonly string[];
}

export interface Kind<O extends Operation, P> {
  /** True when a restart of the machine brings the old value back by itself. */
  readonly volatile: boolean;
  /** True for what is done once and leaves no state: there is nothing to read back, and no way back. */
  readonly isAct?: true;
  /** True for what is set on something that ends by itself, such as a process: afterwards there is nothing to verify. */
  readonly isMortal?: true;
  readonly goneText?: string;
  readonly priorSchema: z.ZodType<P>;
  riskClass(operation: O): RiskClass;
  /** The thing that is changed; two steps with the same target are about the same thing. */
  target(operation: O): string;
  /** One line in plain words. */
  describe(operation: O): string;
  /** Everything that is wrong with the operation on this machine; changes nothing. */
  check(operation: O, machine: Machine, knowledge: Knowledge): readonly FieldProblem[];
  /** The state to come back to. Throws Refusal. */
  capture(operation: O, machine: Machine): P;
  priorText(prior: P): string | null;
  /** Throws Refusal. May have done a part of its work then. */
  apply(operation: O, prior: P, machine: Machine): void;
  verify(operation: O, machine: Machine): Verification;
  standing(operation: O, prior: P, machine: Machine): Standing;
  /** Brings the prior back from any standing; doing it twice is fine. Throws Refusal. */
  undo(operation: O, prior: P, machine: Machine): void;
}

/** An operation together with its kind, ready to use. */
export interface BoundOperation {
  readonly volatile: boolean;
  readonly isAct: boolean;
  readonly isMortal: boolean;
  /** What an undo says when the standing is `gone`. */
  readonly goneText: string;
  readonly riskClass: RiskClass;
  readonly target: string;
  readonly description: string;
  check(machine: Machine, knowledge: Knowledge): readonly FieldProblem[];
  /** `prior` is JSON for the journal, `text` the same in words. */
  capture(machine: Machine): { readonly prior: string; readonly text: string | null };
  apply(prior: string, machine: Machine): void;
  verify(machine: Machine): Verification;
  standing(prior: string, machine: Machine): Standing;
  undo(prior: string, machine: Machine): void;
}

export function bindKind<O extends Operation, P>(kind: Kind<O, P>, operation: O): BoundOperation {
  const parse = (prior: string): P => kind.priorSchema.parse(JSON.parse(prior));
  return {
    volatile: kind.volatile,
    isAct: kind.isAct === true,
    isMortal: kind.isMortal === true,
    goneText: kind.goneText ?? 'the device has gone, and the setting with it',
    riskClass: kind.riskClass(operation),
    target: kind.target(operation),
    description: kind.describe(operation),
    check: (machine, knowledge) => kind.check(operation, machine, knowledge),
    capture: (machine) => {
      const prior = kind.capture(operation, machine);
      return { prior: JSON.stringify(prior), text: kind.priorText(prior) };
    },
    apply: (prior, machine) => {
      kind.apply(operation, parse(prior), machine);
    },
    verify: (machine) => kind.verify(operation, machine),
    standing: (prior, machine) => kind.standing(operation, parse(prior), machine),
    undo: (prior, machine) => {
      kind.undo(operation, parse(prior), machine);
    },
  };
}
