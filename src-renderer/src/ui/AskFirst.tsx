import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';
import { useAction } from './useAction.ts';

export interface AskFirstProps {
  readonly opened: boolean;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be taken back; a failure stays in it. */
export function AskFirst({ opened, title, text, button, onClose, onConfirm }: AskFirstProps): ReactElement {
  const action = useAction();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm">{text}</Text>
      {action.error === null ? null : <ErrorNotice error={action.error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="madder"
          loading={action.running}
          onClick={() => {
            action.run(onConfirm, onClose);
          }}
        >
          {button}
        </Button>
      </Group>
    </Modal>
  );
}
