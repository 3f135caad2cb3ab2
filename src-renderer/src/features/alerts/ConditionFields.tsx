import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import styles from './AlertsPage.module.css';
import { AmountField } from './AmountField.tsx';
import { type ConditionKind, type RuleForm, type RuleProblems, unitOf } from './ruleForm.ts';
import { durationUnits, unitsOfLimit } from './units.ts';

const kinds: readonly { readonly value: ConditionKind; readonly label: string }[] = [
  { value: 'above', label: 'is higher than a limit' },
  { value: 'below', label: 'is lower than a limit' },
  { value: 'rate', label: 'rises or falls fast' },
  { value: 'forecast', label: 'will reach a value soon' },
  { value: 'absent', label: 'was there and is gone' },
];

export interface FormPartProps {
  readonly form: RuleForm;
  readonly problems: RuleProblems;
  readonly edit: (part: Partial<RuleForm>) => void;
}

/** When the rule fires, and when it ends again. */
export function ConditionFields({ form, problems, edit }: FormPartProps): ReactElement {
  const units = unitsOfLimit(unitOf(form.metric));
  const level = form.kind === 'above' || form.kind === 'below';
  return (
    <>
      <div className={styles['line']}>
        <Select
          label="Fires when it"
          w={230}
          data={kinds}
          value={form.kind}
          allowDeselect={false}
          onChange={(value) => {
            const kind = kinds.find((one) => one.value === value)?.value;
            if (kind !== undefined) edit({ kind });
          }}
        />
        {form.kind === 'absent' ? null : (
          <AmountField
            label={{ above: 'Limit', below: 'Limit', rate: 'By more than, a minute', forecast: 'Value to reach' }[form.kind]}
            {...(form.kind === 'rate' ? { description: 'Negative: falls' } : {})}
            units={units}
            value={form.limit}
            error={problems.limit}
            onChange={(limit) => {
              edit({ limit });
            }}
          />
        )}
        {level ? (
          <AmountField
            label={form.kind === 'above' ? 'Ends below' : 'Ends above'}
            description="Empty: at the limit itself"
            units={units}
            value={form.clear}
            error={problems.clear}
            onChange={(clear) => {
              edit({ clear });
            }}
          />
        ) : null}
        {form.kind === 'forecast' ? (
          <AmountField
            label="Within"
            units={durationUnits}
            value={form.within}
            error={problems.within}
            onChange={(within) => {
              edit({ within });
            }}
          />
        ) : null}
        {form.kind === 'rate' || form.kind === 'forecast' ? (
          <AmountField
            label="Slope taken over"
            units={durationUnits}
            value={form.over}
            error={problems.over}
            onChange={(over) => {
              edit({ over });
            }}
          />
        ) : null}
      </div>
      <div className={styles['line']}>
        <AmountField
          label="Must hold for"
          units={durationUnits}
          value={form.lasting}
          error={problems.lasting}
          onChange={(lasting) => {
            edit({ lasting });
          }}
        />
        <AmountField
          label="Must be over for"
          units={durationUnits}
          value={form.clearLasting}
          error={problems.clearLasting}
          onChange={(clearLasting) => {
            edit({ clearLasting });
          }}
        />
      </div>
    </>
  );
}
