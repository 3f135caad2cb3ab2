import { NumberInput, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import styles from './AlertsPage.module.css';
import type { Amount, ScaledUnit } from './units.ts';

export interface AmountFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly units: readonly ScaledUnit[];
  readonly value: Amount;
  readonly error: string | undefined;
  readonly onChange: (value: Amount) => void;
}

/** A number and its unit. Where there is only one unit, it is part of the number. */
export function AmountField({ label, description, units, value, error, onChange }: AmountFieldProps): ReactElement {
  const several = units.length > 1;
  const only = units[0]?.label ?? '';
  return (
    <div className={styles['amount']}>
      <NumberInput
        label={label}
        {...(description === undefined ? {} : { description })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        w={several ? 130 : 200}
        value={value.amount}
        error={error}
        allowNegative
        {...(several || only === '' ? {} : { suffix: ` ${only}` })}
        onChange={(amount) => {
          onChange({ ...value, amount: typeof amount === 'number' ? amount : '' });
        }}
      />
      {several ? (
        <Select
          className={styles['unit'] ?? ''}
          aria-label={`${label}: unit`}
          w={104}
          data={units.map((unit) => unit.label)}
          value={value.unit}
          allowDeselect={false}
          onChange={(unit) => {
            if (unit !== null) onChange({ ...value, unit });
          }}
        />
      ) : null}
    </div>
  );
}
