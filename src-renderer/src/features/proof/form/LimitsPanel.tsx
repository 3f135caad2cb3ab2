import { NumberInput, Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import type { FormPartProps } from './GoalPanel.tsx';

/** How long, how much is worth a change, and what stays. */
export function LimitsPanel({ form, onChange }: FormPartProps): ReactElement {
  return (
    <Panel title="Limits">
      <div className={styles['fields']}>
        <NumberInput
          label="Time, at most"
          suffix=" min"
          min={1}
          max={1440}
          clampBehavior="blur"
          value={form.maxMinutes}
          onChange={(value) => {
            const number = Number(value);
            if (value !== '' && number >= 1 && number <= 1440) onChange({ maxMinutes: Math.round(number) });
          }}
        />
        <NumberInput
          label="Smallest gain that is worth a change"
          suffix=" %"
          min={0}
          max={50}
          step={0.5}
          decimalScale={1}
          clampBehavior="blur"
          value={form.minGainPercent}
          onChange={(value) => {
            const number = Number(value);
            if (value !== '' && number >= 0 && number <= 50) onChange({ minGainPercent: number });
          }}
        />
      </div>
      <div className={styles['switches']}>
        <Switch
          label="Keep what is shown to help"
          description="Over reboot, and as a profile of its own. Otherwise everything is stock again at the end"
          checked={form.keep}
          onChange={(event) => {
            onChange({ keep: event.currentTarget.checked });
          }}
        />
        <Switch
          label="Try also settings that somebody else owns"
          description="The administrator, or another tuning program"
          checked={form.overrideOwners}
          onChange={(event) => {
            onChange({ overrideOwners: event.currentTarget.checked });
          }}
        />
        <Switch
          label="Measure also on a machine that is not fit"
          description="The report says so"
          checked={form.force}
          onChange={(event) => {
            onChange({ force: event.currentTarget.checked });
          }}
        />
      </div>
    </Panel>
  );
}
