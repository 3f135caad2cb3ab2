import { Button, FileButton, Group, Modal, Switch, Text, Textarea } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';

export interface ImportProfileDialogProps {
  readonly onClose: () => void;
  readonly onDone: (profile: ProfileInfo) => Promise<void>;
}

/** Reads a profile from a file or from pasted text. The service checks it and names the line that is wrong. */
export function ImportProfileDialog({ onClose, onDone }: ImportProfileDialogProps): ReactElement {
  const { profiles } = useFeatures();
  const [text, setText] = useState('');
  const [replace, setReplace] = useState(false);
  const { running, error, run } = useAction();
  const reading = useAction();
  return (
    <Modal opened onClose={onClose} title="Import a profile" size={600} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          Choose a file, or paste its text. Files of older versions are converted.
        </Text>
        <FileButton
          accept="application/json,.json"
          onChange={(file) => {
            if (file !== null) {
              reading.run(async () => {
                setText(await file.text());
              });
            }
          }}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={reading.running} leftSection={<IconFolderOpen size={14} aria-hidden />}>
              Choose file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        aria-label="Text of the profile file"
        placeholder={'{ "schema": "hecate-profile", "version": 2, … }'}
        autosize
        minRows={9}
        maxRows={14}
        value={text}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        mb="sm"
      />
      <Switch
        label="Replace a profile of the same name"
        checked={replace}
        onChange={(event) => {
          setReplace(event.currentTarget.checked);
        }}
        mb="sm"
      />
      {reading.error === null ? null : <ErrorNotice error={reading.error} />}
      {error === null ? null : <ErrorNotice error={error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button
          loading={running}
          disabled={text.trim() === ''}
          onClick={() => {
            run(async () => {
              await onDone(await profiles.import(text, replace));
            }, onClose);
          }}
        >
          Import and use
        </Button>
      </Group>
    </Modal>
  );
}
