import { Button, NumberInput, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { type AdjustForm, affinityProblem, changeOf, formOfDetail, type IoClass } from './adjustment.ts';
import { CpuPicker } from './CpuPicker.tsx';
import { adjustOutcome } from './outcome.ts';
import { wayOfAdjustment, wayWords } from './ownRight.ts';
import styles from './ProcessesPage.module.css';
import type { ProcessActionProps } from './SignalActions.tsx';

const ioClasses: readonly { readonly value: IoClass; readonly label: string }[] = [
  { value: 'best-effort', label: 'Best effort' },
  { value: 'idle', label: 'Only when nobody else reads or writes' },
  { value: 'realtime', label: 'Realtime: before everybody else' },
];

/** Nice value, disk priority and CPUs of one process. */
export function AdjustActions({
  detail,
  me,
  action,
  onOutcome,
  onChanged,
}: ProcessActionProps & {
  readonly onChanged: (detail: ProcessActionProps['detail']) => void;
}): ReactElement {
  const { processes, telemetry } = useFeatures();
  const cpuCount = useStore(telemetry.store, (view) => view.latest?.cpu.perCpuBusyPercent.length ?? null);
  const [draft, setDraft] = useState<Partial<AdjustForm>>({});
  const form: AdjustForm = { ...formOfDetail(detail), ...draft };
  const change = changeOf(form, detail);
  const problem = affinityProblem(form, detail);
  const nothing = Object.keys(change).length === 0;
  const edit = (part: Partial<AdjustForm>): void => {
    setDraft({ ...draft, ...part });
  };
  const apply = (): void => {
    action.run(async () => {
      const result = await processes.adjust(detail, change);
      setDraft({});
      onChanged(result.detail);
      onOutcome(adjustOutcome(result));
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div className={styles['fields']}>
        <NumberInput
          label="Nice"
          description="-20 goes first, 19 last"
          w={150}
          min={-20}
          max={19}
          clampBehavior="strict"
          allowDecimal={false}
          value={form.nice}
          onChange={(value) => {
            if (typeof value === 'number') edit({ nice: value });
          }}
        />
        <Select
          label="Disk priority"
          description="Against other readers and writers"
          w={230}
          data={ioClasses}
          placeholder="As the nice value says"
          value={form.ioClass === 'none' ? null : form.ioClass}
          onChange={(value) => {
            const chosen = ioClasses.find((one) => one.value === value)?.value;
            if (chosen !== undefined) edit({ ioClass: chosen });
          }}
        />
        {form.ioClass === 'best-effort' || form.ioClass === 'realtime' ? (
          <NumberInput
            label="Level"
            description="0 goes first, 7 last"
            w={130}
            min={0}
            max={7}
            clampBehavior="strict"
            allowDecimal={false}
            value={form.ioLevel}
            onChange={(value) => {
              if (typeof value === 'number') edit({ ioLevel: value });
            }}
          />
        ) : null}
      </div>
      <CpuPicker
        count={cpuCount}
        value={form.affinity}
        problem={problem}
        onChange={(affinity) => {
          edit({ affinity });
        }}
      />
      <Button type="submit" mt="xs" disabled={nothing || problem !== null} loading={action.running}>
        Change
      </Button>
      <p className={styles['way']}>
        {nothing ? 'Nothing is different from how it is now.' : wayWords[wayOfAdjustment(me, detail.user, detail.nice, change)]}
      </p>
    </form>
  );
}
