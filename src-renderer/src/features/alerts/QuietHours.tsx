import { Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { describeProblem } from '../../lib/problems.ts';
import { useAction } from '../../ui/useAction.ts';
import { useDraft } from '../../ui/useDraft.ts';
import styles from './AlertsPage.module.css';

const usual = { from: '22:00', to: '07:00' } as const;

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

/** Stored when the field is left or Enter is pressed, not with every digit. */
function TimeField({ label, value, onCommit }: TimeFieldProps): ReactElement {
  const [shown, edit] = useDraft(value);
  const commit = (): void => {
    if (shown !== '' && shown !== value) onCommit(shown);
    else edit(value);
  };
  return (
    <TextInput
      type="time"
      size="xs"
      w={110}
      aria-label={label}
      value={shown}
      onChange={(event) => {
        edit(event.currentTarget.value);
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

/** When nobody wants to be disturbed. Kept with the rules; the caller has them loaded. */
export function QuietHours(): ReactElement {
  const { alerts } = useFeatures();
  const rules = useStore(alerts.store, (state) => state.rules.value?.rules ?? null);
  const action = useAction();
  const hours = rules?.quietHours ?? null;
  const set = (quietHours: { readonly from: string; readonly to: string } | null): void => {
    action.run(() => alerts.setRules({ ...rules, quietHours }));
  };
  const problem = action.error === null ? null : describeProblem(action.error);
  return (
    <div>
      <div className={styles['quiet']}>
        <Switch
          label="No notifications in quiet hours"
          disabled={rules === null || action.running}
          checked={hours !== null}
          onChange={(event) => {
            set(event.currentTarget.checked ? usual : null);
          }}
        />
        {hours === null ? null : (
          <>
            <span>from</span>
            <TimeField
              label="Quiet hours begin"
              value={hours.from}
              onCommit={(from) => {
                set({ ...hours, from });
              }}
            />
            <span>to</span>
            <TimeField
              label="Quiet hours end"
              value={hours.to}
              onCommit={(to) => {
                set({ ...hours, to });
              }}
            />
          </>
        )}
      </div>
      <p className={styles['file']}>Alerts are recorded all the same. A rule may be excepted in its own form.</p>
      {problem === null ? null : (
        <p className={styles['problem']} role="alert">
          {[problem.text, ...problem.facts].join(' ')}
        </p>
      )}
    </div>
  );
}
