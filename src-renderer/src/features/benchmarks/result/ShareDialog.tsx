import { Button, Code, Group, Modal, ScrollArea, Skeleton, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { type ReactElement, useCallback } from 'react';
import { useFeatures } from '../../../app/context.ts';
import { saveTextFile } from '../../../lib/download.ts';
import { CopyTextButton } from '../../../ui/CopyTextButton.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import styles from '../BenchmarksPage.module.css';
import { useAnswer } from '../useAnswer.ts';

function SharePreview({ id }: { readonly id: string }): ReactElement {
  const { benchmarks } = useFeatures();
  const { value, error } = useAnswer(useCallback(() => benchmarks.share(id), [benchmarks, id]));
  return (
    <>
      <Text size="sm" mb="xs">
        This is all that the file holds. Nothing is sent anywhere.
      </Text>
      {error === null ? null : <ErrorNotice error={error} />}
      {value === null && error === null ? <Skeleton height={380} /> : null}
      {value === null ? null : (
        <>
          <Text size="sm" fw={600}>
            {value.removed.length === 0 ? 'There was nothing to take out.' : 'Taken out:'}
          </Text>
          <ul className={styles['plain']} style={{ gap: '0.125rem', marginBottom: '0.75rem' }} aria-label="What was taken out">
            {value.removed.map(({ what, count }) => (
              <li key={what} className={styles['lineText']}>
                {what}: {count === 1 ? 'once' : `${String(count)} times`}
              </li>
            ))}
          </ul>
          <ScrollArea h={340} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Preview of the file' }}>
            <Code block>{value.text}</Code>
          </ScrollArea>
        </>
      )}
      <Group justify="flex-end" mt="md" gap="xs">
        {value === null ? null : <CopyTextButton text={value.text} label="Copy" />}
        <Button
          data-autofocus
          disabled={value === null}
          leftSection={<IconDeviceFloppy size={16} aria-hidden />}
          onClick={() => {
            if (value !== null) saveTextFile(value.fileName, value.text);
          }}
        >
          Save as file
        </Button>
      </Group>
    </>
  );
}

export interface ShareDialogProps {
  readonly id: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Exactly what would leave the machine, and what was taken out of it. Nothing is sent, and nothing is asked for before it is opened. */
export function ShareDialog({ id, opened, onClose }: ShareDialogProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Share this run" size={760} closeButtonProps={{ 'aria-label': 'Close' }}>
      <SharePreview id={id} />
    </Modal>
  );
}
