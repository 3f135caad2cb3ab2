import { Button, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useFeatures } from '../../app/context.ts';
import styles from './ChangeDialog.module.css';
import type { UndoRequest } from './changeFlow.ts';

function explanation({ input }: UndoRequest): string {
  if (input.all) return 'Every Plan is undone, newest first, until the machine is as it was before this product changed anything.';
  if (input.knobId !== null) return 'The value that was there before is put back. Other settings stay as they are.';
  return 'Its steps are undone in reverse order, and the values that were there before are put back.';
}

/** Asks before anything is put back. */
export function UndoReview({ request }: { readonly request: UndoRequest }): ReactElement {
  const { change, inBackground } = useFeatures();
  return (
    <>
      <Text>{explanation(request)}</Text>
      <Text size="sm" c="dimmed" mt="xs">
        A value that somebody else has changed since is left alone, and you are told.
      </Text>
      <div className={styles['foot']}>
        <Button variant="default" onClick={change.close}>
          Not now
        </Button>
        <Button
          data-autofocus
          onClick={() => {
            inBackground(change.undo(request));
          }}
        >
          {request.input.all ? 'Put everything back' : 'Undo'}
        </Button>
      </div>
    </>
  );
}
