import { Alert, Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { belongsToOthers } from './selection.ts';
import { ownerWords } from './words.ts';

export interface ConsentDialogProps {
  readonly knob: KnobState;
  /** `danger`: a tier C knob; `owner`: somebody else decides about it. */
  readonly about: 'danger' | 'owner';
  readonly onAccept: () => void;
  readonly onClose: () => void;
}

/** Says what can go wrong before a dangerous or foreign setting is chosen. Refusing is the easy way out. */
export function ConsentDialog({ knob, about, onAccept, onClose }: ConsentDialogProps): ReactElement {
  const [read, setRead] = useState(false);
  const dangerous = about === 'danger';
  return (
    <Modal
      opened
      onClose={onClose}
      title={dangerous ? `This is dangerous: ${knob.title}` : `Take over: ${knob.title}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Alert color={dangerous ? 'madder' : 'ember'} variant="light" icon={<IconAlertTriangle aria-hidden />}>
        {dangerous ? knob.danger : `${ownerWords[knob.owner.kind]} decides about this (${knob.owner.name}). ${knob.owner.why}`}
      </Alert>
      <Text size="sm" mt="sm">
        {dangerous
          ? knob.why
          : 'If you take it over, the other side may set it back at any time; you are then told that it drifted, and nothing fights.'}
      </Text>
      {dangerous && belongsToOthers(knob) ? (
        <Text size="sm" mt="xs">
          It also belongs to {ownerWords[knob.owner.kind]} ({knob.owner.name}).
        </Text>
      ) : null}
      <Checkbox
        mt="md"
        label={
          dangerous
            ? 'I have read what can go wrong, and I accept it on this machine.'
            : 'I know who set this, and I want to decide myself.'
        }
        checked={read}
        onChange={(event) => {
          setRead(event.currentTarget.checked);
        }}
      />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Leave it alone
        </Button>
        <Button color={dangerous ? 'madder' : 'ember'} disabled={!read} onClick={onAccept}>
          {dangerous ? 'Accept the danger' : 'Take it over'}
        </Button>
      </Group>
    </Modal>
  );
}
