import { ActionIcon, Alert, Badge, Group, List, Menu, Select, Skeleton, Text } from '@mantine/core';
import { IconCopyPlus, IconDots, IconEdit, IconFileExport, IconFileImport, IconTrash, IconWand } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { ProfileChoice, ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import { useFeatures } from '../../app/context.ts';
import { notifyDone } from '../../app/notify.ts';
import { saveTextFile } from '../../lib/download.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from '../tuning/TuningPage.module.css';
import { CloneProfileDialog } from './CloneProfileDialog.tsx';
import { EditProfileDialog } from './EditProfileDialog.tsx';
import { ImportProfileDialog } from './ImportProfileDialog.tsx';
import type { ProfileProblem } from './profilesStore.ts';
import { ReasonsButton } from './ReasonsButton.tsx';
import { RemoveProfileDialog } from './RemoveProfileDialog.tsx';

type OpenDialog = 'none' | 'clone' | 'edit' | 'import' | 'remove';

function options(profiles: readonly ProfileInfo[], choice: ProfileChoice): { group: string; items: { value: string; label: string }[] }[] {
  const item = (profile: ProfileInfo): { value: string; label: string } => ({
    value: profile.id,
    label: profile.id === choice.detectedId ? `${profile.title} · detected` : profile.title,
  });
  const own = profiles.filter((profile) => !profile.builtIn);
  return [
    { group: 'Built in', items: profiles.filter((profile) => profile.builtIn).map(item) },
    ...(own.length === 0 ? [] : [{ group: 'Your own', items: own.map(item) }]),
  ];
}

interface ProfileMenuProps {
  readonly info: ProfileInfo;
  readonly choice: ProfileChoice;
  readonly onOpen: (dialog: OpenDialog) => void;
}

function ProfileMenu({ info, choice, onOpen }: ProfileMenuProps): ReactElement {
  const { profiles, inBackground } = useFeatures();
  async function exportProfile(): Promise<void> {
    const file = await profiles.export(info.id);
    saveTextFile(file.fileName, file.text);
  }
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={`More for the profile ${info.title}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconWand size={16} aria-hidden />}
          disabled={!choice.overridden}
          onClick={() => {
            inBackground(profiles.select(null));
          }}
        >
          Use what fits the hardware
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconCopyPlus size={16} aria-hidden />}
          onClick={() => {
            onOpen('clone');
          }}
        >
          Make your own from it …
        </Menu.Item>
        <Menu.Item
          leftSection={<IconEdit size={16} aria-hidden />}
          disabled={info.builtIn}
          onClick={() => {
            onOpen('edit');
          }}
        >
          Edit …
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileExport size={16} aria-hidden />}
          onClick={() => {
            inBackground(exportProfile());
          }}
        >
          Export as file
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileImport size={16} aria-hidden />}
          onClick={() => {
            onOpen('import');
          }}
        >
          Import from file …
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="madder"
          leftSection={<IconTrash size={16} aria-hidden />}
          disabled={info.builtIn}
          onClick={() => {
            onOpen('remove');
          }}
        >
          Remove …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Problems({ problems }: { readonly problems: readonly ProfileProblem[] }): ReactElement | null {
  if (problems.length === 0) return null;
  return (
    <Alert color="ember" variant="light" mt="sm" title="Some profile files could not be read">
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={problem.file}>
            {problem.file}
            {problem.line === null ? '' : `, line ${String(problem.line)}`}: {problem.problem}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** The profile in force, the reasons for it, and everything that can be done with profiles. */
export function ProfileBar(): ReactElement {
  const { profiles, inBackground } = useFeatures();
  const { choice, list } = useStore(profiles.store);
  const [dialog, setDialog] = useState<OpenDialog>('none');
  const error = choice.error ?? list.error;
  if (choice.value === null || list.value === null) {
    return error === null ? (
      <Skeleton height={74} />
    ) : (
      <ErrorNotice
        error={error}
        onRetry={() => {
          inBackground(profiles.load());
        }}
        retrying={choice.loading || list.loading}
      />
    );
  }
  const current = choice.value;
  const info = list.value.profiles.find((profile) => profile.id === current.profileId);
  const close = (): void => {
    setDialog('none');
  };
  const use = async (profile: ProfileInfo): Promise<void> => {
    await profiles.select(profile.id);
    notifyDone('Profile chosen', `${profile.title} is in force for new Plans. Nothing on the machine was changed.`);
  };
  return (
    <Panel>
      <div className={styles['profile']}>
        <div className={styles['profileText']}>
          <Group gap="xs">
            <span className={styles['profileName']}>{current.title}</span>
            <Badge color={current.overridden ? 'ember' : 'verdigris'}>{current.overridden ? 'your choice' : 'fits this hardware'}</Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {info?.description ?? ''}
          </Text>
        </div>
        <ReasonsButton choice={current} />
        <Select
          aria-label="Profile in force"
          w={250}
          data={options(list.value.profiles, current)}
          value={current.profileId}
          allowDeselect={false}
          onChange={(id) => {
            if (id !== null) inBackground(profiles.select(id === current.detectedId ? null : id));
          }}
        />
        {info === undefined ? null : <ProfileMenu info={info} choice={current} onOpen={setDialog} />}
      </div>
      <Problems problems={list.value.problems} />
      {info !== undefined && dialog === 'clone' ? <CloneProfileDialog profile={info} onClose={close} onDone={use} /> : null}
      {info !== undefined && dialog === 'edit' ? <EditProfileDialog profile={info} onClose={close} /> : null}
      {info !== undefined && dialog === 'remove' ? <RemoveProfileDialog profile={info} onClose={close} /> : null}
      {dialog === 'import' ? <ImportProfileDialog onClose={close} onDone={use} /> : null}
    </Panel>
  );
}
