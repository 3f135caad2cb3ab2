import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';

/** Removing a profile file cannot be undone by a Plan, so it is asked. */
export function RemoveProfileDialog({ profile, onClose }: { readonly profile: ProfileInfo; readonly onClose: () => void }): ReactElement {
  const { profiles } = useFeatures();
  const { running, error, run } = useAction();
  return (
    <Modal opened onClose={onClose} title={`Remove ${profile.title}?`} size={440} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm">
        The profile file is deleted. The machine stays as it is; the profile that fits the hardware is used for new Plans. Export it first
        if you may want it back.
      </Text>
      {error === null ? null : <ErrorNotice error={error} />}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button
          color="madder"
          loading={running}
          onClick={() => {
            run(async () => {
              await profiles.remove(profile.id);
            }, onClose);
          }}
        >
          Remove
        </Button>
      </Group>
    </Modal>
  );
}
