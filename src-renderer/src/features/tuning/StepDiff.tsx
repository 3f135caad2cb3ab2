import type { ReactElement } from 'react';
import type { PlanStep } from '../../../../src-main/contracts/plan.ts';
import { Diff, ValueText } from '../../ui/Diff.tsx';
import styles from './ChangeDialog.module.css';
import { valueWithUnit } from './valueText.ts';

/** What a managed file says, without its comments and empty lines. */
export function fileStatements(content: string): readonly string[] {
  return content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export interface StepDiffProps {
  readonly step: PlanStep;
  /** What was there before, where the executor has recorded it. */
  readonly prior?: string | null;
  readonly unit?: string | null;
}

/** What a step changes: a value from what to what, or a file and what it will say. */
export function StepDiff({ step, prior = null, unit = null }: StepDiffProps): ReactElement {
  const { operation } = step;
  if (operation.kind === 'file.install') {
    const statements = operation.content === null ? [] : fileStatements(operation.content);
    return (
      <span className={styles['file']}>
        <span className="mono">{operation.path}</span>
        {operation.content === null ? <ValueText>removed</ValueText> : null}
        {statements.map((statement) => (
          <ValueText key={statement} after>
            {statement}
          </ValueText>
        ))}
      </span>
    );
  }
  const before = prior ?? step.before;
  return <Diff before={before === null ? null : valueWithUnit(before, unit)} after={valueWithUnit(step.after, unit)} />;
}
