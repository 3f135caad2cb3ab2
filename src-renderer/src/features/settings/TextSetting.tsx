import { TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { SettingLine, type SettingLineProps } from './SettingLine.tsx';

export interface TextSettingProps extends Omit<SettingLineProps, 'control'> {
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

/** A text that is stored when its field is left or Enter is pressed, not with every letter. */
export function TextSetting({ value, onCommit, ...line }: TextSettingProps): ReactElement {
  const [draft, setDraft] = useState({ of: value, text: value });
  // A value that was changed elsewhere replaces the draft.
  const shown = draft.of === value ? draft.text : value;
  const commit = (): void => {
    const text = shown.trim();
    if (text === '' || text === value) setDraft({ of: value, text: value });
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
            setDraft({ of: value, text: event.currentTarget.value });
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
