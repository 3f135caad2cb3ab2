import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';
import { profileIdFrom } from './profilesStore.ts';

export interface CloneProfileDialogProps {
  readonly profile: ProfileInfo;
  readonly onClose: () => void;
  readonly onDone: (profile: ProfileInfo) => Promise<void>;
}

/** Makes an editable copy and puts it in force. */
export function CloneProfileDialog({ profile, onClose, onDone }: CloneProfileDialogProps): ReactElement {
  const { profiles } = useFeatures();
  const [title, setTitle] = useState(`My ${profile.title}`);
  const taken = useStore(profiles.store, (state) => state.list.value?.profiles)?.map((one) => one.id) ?? [];
  const { running, error, run } = useAction();
  const newId = profileIdFrom(title, taken);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Your own profile from ${profile.title}`}
      size={460}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await onDone(await profiles.clone(profile.id, newId, title.trim()));
          }, onClose);
        }}
      >
        <TextInput
          label="Name"
          description={`Stored as ${newId}. It starts with the same values; you can then change single ones.`}
          value={title}
          maxLength={80}
          required
          data-autofocus
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        <Text size="xs" c="dimmed" mt="xs">
          Nothing on the machine is changed by this.
        </Text>
        {error === null ? null : <ErrorNotice error={error} />}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={running} disabled={title.trim() === ''}>
            Make the profile
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
