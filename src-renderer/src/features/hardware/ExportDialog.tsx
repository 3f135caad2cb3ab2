import { Button, Code, Group, Modal, ScrollArea, Skeleton, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { type ReactElement, useCallback, useState } from 'react';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { saveTextFile } from '../../lib/download.ts';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';

type Content = { readonly text: string } | { readonly error: unknown } | null;

/** Exactly what would leave the machine, before it does: names, addresses and serial numbers are removed by the service. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { hardware } = useFeatures();
  const [content, setContent] = useState<Content>(null);
  const load = useCallback(
    () =>
      hardware.redacted().then(
        (inventory) => {
          setContent({ text: `${JSON.stringify(inventory, null, 2)}\n` });
        },
        (error: unknown) => {
          setContent({ error });
        },
      ),
    [hardware],
  );
  useWhenConnected(load);
  const text = content !== null && 'text' in content ? content.text : null;
  return (
    <Modal opened onClose={onClose} title="Export for a bug report" size={760} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm" mb="sm">
        This is all that the file holds. The machine’s name, hardware addresses and serial numbers are removed. Nothing is sent anywhere.
      </Text>
      {content !== null && 'error' in content ? <ErrorNotice error={content.error} /> : null}
      {content === null ? <Skeleton height={360} /> : null}
      {text === null ? null : (
        <ScrollArea h={360} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Preview of the file' }}>
          <Code block>{text}</Code>
        </ScrollArea>
      )}
      <Group justify="flex-end" mt="md" gap="xs">
        {text === null ? null : <CopyTextButton text={text} label="Copy" />}
        <Button
          data-autofocus
          disabled={text === null}
          leftSection={<IconDeviceFloppy size={16} aria-hidden />}
          onClick={() => {
            if (text !== null) saveTextFile('hecate-hardware.json', text);
          }}
        >
          Save as file
        </Button>
      </Group>
    </Modal>
  );
}
