import { NumberInput, Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import type { RunChoice } from '../model/choice.ts';

/** What a field means stands below it: of different length, above they would move the fields out of line. */
const fieldOrder: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

export interface OptionsPanelProps {
  readonly choice: RunChoice;
  readonly onChange: (change: Partial<RunChoice>) => void;
  /** The tests are asked for anew when a parameter was left: another Python may have what the first one lacks. */
  readonly onParameters: () => void;
}

/** How sure, where, with what; every field has a default that is right for most. */
export function OptionsPanel({ choice, onChange, onParameters }: OptionsPanelProps): ReactElement {
  return (
    <Panel title="How it is measured">
      <div className={styles['fields']}>
        <NumberInput
          label="How sure each figure has to be"
          inputWrapperOrder={fieldOrder}
          description="Measured until half of its 95% interval is at most this"
          value={choice.targetPercent}
          min={0.1}
          max={50}
          step={0.5}
          decimalScale={1}
          suffix=" %"
          clampBehavior="blur"
          onChange={(value) => {
            const number = Number(value);
            if (value !== '' && number >= 0.1 && number <= 50) onChange({ targetPercent: number });
          }}
        />
        <TextInput
          label="Note"
          inputWrapperOrder={fieldOrder}
          description="Stands beside the result, for example: after the BIOS update"
          maxLength={500}
          value={choice.note}
          onChange={(event) => {
            onChange({ note: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Folder for disk tests"
          inputWrapperOrder={fieldOrder}
          description="Which disk is measured. Empty: the disk of the results"
          placeholder="/mnt/data"
          maxLength={1024}
          value={choice.folder}
          onBlur={onParameters}
          onChange={(event) => {
            onChange({ folder: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Other end of network tests"
          inputWrapperOrder={fieldOrder}
          description="A machine on which iperf3 -s runs. Empty: this machine, which measures its processor"
          placeholder="192.168.1.20"
          maxLength={253}
          value={choice.peer}
          onBlur={onParameters}
          onChange={(event) => {
            onChange({ peer: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Python for AI tests"
          inputWrapperOrder={fieldOrder}
          description="Of the environment with PyTorch or ONNX Runtime. Empty: python3"
          placeholder="/home/ada/venv/bin/python"
          maxLength={1024}
          value={choice.python}
          onBlur={onParameters}
          onChange={(event) => {
            onChange({ python: event.currentTarget.value });
          }}
        />
        {choice.by === 'group' && choice.group === 'stress' ? (
          <NumberInput
            label="Stop above this temperature"
            inputWrapperOrder={fieldOrder}
            description="Empty: the limit that the sensor itself names"
            value={choice.temperatureLimitC ?? ''}
            min={40}
            max={120}
            suffix=" °C"
            clampBehavior="blur"
            onChange={(value) => {
              const number = Number(value);
              if (value === '') onChange({ temperatureLimitC: null });
              else if (number >= 40 && number <= 120) onChange({ temperatureLimitC: number });
            }}
          />
        ) : null}
      </div>
      <div className={styles['switches']}>
        <Switch
          label="Wait for a quiet and cool machine before each test"
          description="Two minutes at most"
          checked={choice.wait}
          onChange={(event) => {
            onChange({ wait: event.currentTarget.checked });
          }}
        />
        <Switch
          label="Measure also on a machine that is not fit"
          description="The results are marked, and say less"
          checked={choice.force}
          onChange={(event) => {
            onChange({ force: event.currentTarget.checked });
          }}
        />
      </div>
    </Panel>
  );
}
