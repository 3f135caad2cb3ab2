import { NumberInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useDraft } from '../../ui/useDraft.ts';
import { SettingLine, type SettingLineProps } from './SettingLine.tsx';

export interface NumberSettingProps extends Omit<SettingLineProps, 'control'> {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly unit: string;
  readonly onCommit: (value: number) => void;
}

/** A number that is stored when its field is left or Enter is pressed, not with every digit. */
export function NumberSetting({ value, min, max, step = 1, unit, onCommit, ...line }: NumberSettingProps): ReactElement {
  const [shown, edit] = useDraft<number | string>(value);
  const commit = (): void => {
    const number = Number(shown);
    if (shown === '' || !Number.isFinite(number) || number === value) edit(value);
    else onCommit(number);
  };
  return (
    <SettingLine
      {...line}
      control={(ids) => (
        <NumberInput
          {...ids}
          w={130}
          size="xs"
          value={shown}
          min={min}
          max={max}
          step={step}
          suffix={` ${unit}`}
          clampBehavior="blur"
          onChange={edit}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      )}
    />
  );
}
