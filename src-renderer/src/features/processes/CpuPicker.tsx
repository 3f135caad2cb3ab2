import { Checkbox, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { formatCpuList, parseCpuList } from './cpuList.ts';
import styles from './ProcessesPage.module.css';

export interface CpuPickerProps {
  /** CPUs of the machine, from 0; null while that is not known. */
  readonly count: number | null;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (list: string) => void;
}

/** CPUs by box or as a list; the two follow each other. */
export function CpuPicker({ count, value, problem, onChange }: CpuPickerProps): ReactElement {
  const parsed = parseCpuList(value);
  const chosen = new Set(parsed.ok ? parsed.cpus : []);
  return (
    <div>
      <TextInput
        label="May run on CPUs"
        description="A list such as 0-3,8"
        value={value}
        error={problem}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      {count === null ? null : (
        <fieldset className={styles['cpus']} aria-label="CPUs">
          {Array.from({ length: count }, (_, cpu) => (
            <Checkbox
              key={`cpu ${String(cpu)}`}
              size="xs"
              label={String(cpu)}
              aria-label={`CPU ${String(cpu)}`}
              checked={chosen.has(cpu)}
              onChange={(event) => {
                const next = new Set(chosen);
                if (event.currentTarget.checked) next.add(cpu);
                else next.delete(cpu);
                onChange(formatCpuList([...next]));
              }}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
