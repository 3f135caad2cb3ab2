import { ActionIcon, Button, Group, Modal, Select, Table, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { okValue } from '../../../../src-main/contracts/value.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';
import { valueProblem } from '../tuning/selection.ts';
import { profileFileOf } from './profilesStore.ts';

/** knob id → value; null leaves the knob alone. */
type Values = Readonly<Record<string, string | null>>;

interface ValueLineProps {
  readonly id: string;
  readonly knob: KnobState | undefined;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly onRemove: () => void;
}

const leaveAlone = 'leave alone';

function ValueLine({ id, knob, value, onChange, onRemove }: ValueLineProps): ReactElement {
  const allowed = knob === undefined ? undefined : okValue(knob.allowed);
  const title = knob?.title ?? id;
  const problem = value === null || knob === undefined ? null : valueProblem(knob, value);
  return (
    <Table.Tr>
      <Table.Td>{title}</Table.Td>
      <Table.Td>
        {allowed?.kind === 'choice' ? (
          <Select
            size="xs"
            aria-label={`Value of ${title}`}
            data={[leaveAlone, ...allowed.values]}
            value={value ?? leaveAlone}
            allowDeselect={false}
            onChange={(chosen) => {
              onChange(chosen === leaveAlone ? null : chosen);
            }}
          />
        ) : (
          <TextInput
            size="xs"
            aria-label={`Value of ${title}`}
            placeholder={leaveAlone}
            value={value ?? ''}
            error={problem}
            onChange={(event) => {
              const text = event.currentTarget.value;
              onChange(text === '' ? null : text);
            }}
          />
        )}
      </Table.Td>
      <Table.Td w={44}>
        <ActionIcon variant="subtle" color="gray" aria-label={`Use the base profile for ${title}`} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}

function without(values: Values, id: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== id));
}

interface ValuesTableProps {
  readonly values: Values;
  readonly knobs: readonly KnobState[];
  readonly onValues: (values: Values) => void;
}

function ValuesTable({ values, knobs, onValues }: ValuesTableProps): ReactElement {
  const [adding, setAdding] = useState<string | null>(null);
  const free = knobs.filter((knob) => !(knob.id in values)).map((knob) => ({ value: knob.id, label: knob.title }));
  return (
    <>
      <Table verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          {Object.entries(values).map(([id, value]) => (
            <ValueLine
              key={id}
              id={id}
              knob={knobs.find((knob) => knob.id === id)}
              value={value}
              onChange={(next) => {
                onValues({ ...values, [id]: next });
              }}
              onRemove={() => {
                onValues(without(values, id));
              }}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Group gap="xs" mt="xs">
        <Select
          style={{ flex: 1 }}
          size="xs"
          aria-label="Setting to change in this profile"
          placeholder="Another setting …"
          searchable
          data={free}
          value={adding}
          onChange={setAdding}
        />
        <Button
          size="xs"
          variant="default"
          disabled={adding === null}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            if (adding === null) return;
            onValues({ ...values, [adding]: knobs.find((knob) => knob.id === adding)?.proposed ?? null });
            setAdding(null);
          }}
        >
          Add
        </Button>
      </Group>
    </>
  );
}

/** Edits one of the user's own profiles: its name, and the values in which it differs from its base. */
export function EditProfileDialog({ profile, onClose }: { readonly profile: ProfileInfo; readonly onClose: () => void }): ReactElement {
  const { profiles, tuning } = useFeatures();
  const knobs = useStore(tuning.store, (state) => state.preview.value?.knobs) ?? [];
  const base = useStore(
    profiles.store,
    (state) => state.list.value?.profiles.find((one) => one.id === profile.base)?.title ?? profile.base,
  );
  const [title, setTitle] = useState(profile.title);
  const [description, setDescription] = useState(profile.description);
  const [values, setValues] = useState<Values>(profile.knobs);
  const { running, error, run } = useAction();
  return (
    <Modal opened onClose={onClose} title={`Edit ${profile.title}`} size={640} closeButtonProps={{ 'aria-label': 'Close' }}>
      <TextInput
        label="Name"
        value={title}
        maxLength={80}
        required
        data-autofocus
        onChange={(event) => {
          setTitle(event.currentTarget.value);
        }}
      />
      <Textarea
        mt="sm"
        label="What it is for"
        value={description}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => {
          setDescription(event.currentTarget.value);
        }}
      />
      <Text fw={600} size="sm" mt="md">
        Different from {base}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        Every setting that is not listed here is as in {base}.
      </Text>
      <ValuesTable values={values} knobs={knobs} onValues={setValues} />
      {error === null ? null : <ErrorNotice error={error} />}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button
          loading={running}
          disabled={title.trim() === ''}
          onClick={() => {
            const file = { ...profileFileOf(profile), title: title.trim(), description, knobs: values };
            run(async () => {
              await profiles.save(file);
              await tuning.loadPreview();
            }, onClose);
          }}
        >
          Save
        </Button>
      </Group>
    </Modal>
  );
}
