import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { okValue } from '../../../../src-main/contracts/value.ts';
import { valueProblem } from './selection.ts';

export interface ValueEditorProps {
  readonly knob: KnobState;
  /** The user's own value; null while the profile's is used. */
  readonly value: string | null;
  readonly onValue: (knob: KnobState, value: string | null) => void;
}

/** Sets the user's own value, within what the device allows. A value that is not allowed is explained and not taken over. */
export function ValueEditor({ knob, value, onValue }: ValueEditorProps): ReactElement {
  const [draft, setDraft] = useState(value ?? knob.proposed ?? okValue(knob.now) ?? '');
  const problem = draft === '' ? null : valueProblem(knob, draft);
  const allowed = okValue(knob.allowed);

  function change(text: string): void {
    setDraft(text);
    if (text !== '' && valueProblem(knob, text) === null) onValue(knob, text);
  }
  const common = {
    label: 'Your own value',
    size: 'sm',
    error: problem,
    description: knob.proposed === null ? 'The profile leaves it alone.' : `The profile proposes ${knob.proposed}.`,
  } as const;

  return (
    <>
      {allowed?.kind === 'choice' ? (
        <Select
          {...common}
          data={allowed.values}
          value={draft === '' ? null : draft}
          onChange={(chosen) => {
            if (chosen !== null) change(chosen);
          }}
          allowDeselect={false}
        />
      ) : allowed?.kind === 'range' ? (
        <NumberInput
          {...common}
          value={draft === '' ? '' : Number(draft)}
          min={allowed.min}
          max={allowed.max}
          clampBehavior="none"
          thousandSeparator=" "
          suffix={allowed.unit === '' ? '' : ` ${allowed.unit}`}
          onChange={(number) => {
            change(String(number));
          }}
        />
      ) : (
        <TextInput
          {...common}
          placeholder={allowed?.hint ?? ''}
          value={draft}
          onChange={(event) => {
            change(event.currentTarget.value);
          }}
        />
      )}
      {value === null ? null : (
        <Group mt={6}>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              setDraft(knob.proposed ?? okValue(knob.now) ?? '');
              onValue(knob, null);
            }}
          >
            Back to what the profile proposes
          </Button>
        </Group>
      )}
    </>
  );
}
