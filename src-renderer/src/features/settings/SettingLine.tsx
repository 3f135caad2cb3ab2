import { type ReactElement, type ReactNode, useId } from 'react';
import { describeProblem } from '../../lib/problems.ts';
import styles from './SettingsPage.module.css';

export interface SettingLineProps {
  readonly name: string;
  readonly hint: string;
  /** Problem of the last change of this setting. */
  readonly error: unknown;
  /** Gets the ids that label and describe the control. */
  readonly control: (ids: { readonly 'aria-labelledby': string; readonly 'aria-describedby': string }) => ReactNode;
}

/** A setting with its explanation, its control and its own problem. */
export function SettingLine({ name, hint, error, control }: SettingLineProps): ReactElement {
  const id = useId();
  const problem = error === null ? null : describeProblem(error);
  return (
    <div className={styles['setting']}>
      <div>
        <div className={styles['name']} id={`${id}-name`}>
          {name}
        </div>
        <div className={styles['hint']} id={`${id}-hint`}>
          {hint}
        </div>
      </div>
      {control({ 'aria-labelledby': `${id}-name`, 'aria-describedby': `${id}-hint` })}
      {problem === null ? null : (
        <div className={styles['problem']} role="alert">
          {[problem.text, ...problem.facts].join(' ')}
        </div>
      )}
    </div>
  );
}
