import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useDraft } from '../../ui/useDraft.ts';
import { SettingLine, type SettingLineProps } from './SettingLine.tsx';

export interface TextSettingProps extends Omit<SettingLineProps, 'control'> {
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

/** A text that is stored when its field is left or Enter is pressed, not with every letter. */
export function TextSetting({ value, onCommit, ...line }: TextSettingProps): ReactElement {
  const [shown, edit] = useDraft(value);
  const commit = (): void => {
    const text = shown.trim();
    if (text === '' || text === value) edit(value);
    else onCommit(text);
  };
  return (
    <SettingLine
      {...line}
      control={(ids) => (
        <TextInput
          {...ids}
          w={170}
          size="xs"
          spellCheck={false}
          value={shown}
          onChange={(event) => {
            edit(event.currentTarget.value);
          }}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      )}
    />
  );
}
