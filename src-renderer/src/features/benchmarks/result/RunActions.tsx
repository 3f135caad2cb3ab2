import { Button, Menu } from '@mantine/core';
import { IconArrowsDiff, IconChevronDown, IconFileExport, IconFlag, IconShare, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { ReportFormat } from '../../../../../src-main/contracts/benchmark.ts';
import { useFeatures } from '../../../app/context.ts';
import { saveTextFile } from '../../../lib/download.ts';
import { AskFirst } from '../../../ui/AskFirst.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { useAction } from '../../../ui/useAction.ts';
import { ShareDialog } from './ShareDialog.tsx';

export const reportFormats: readonly { readonly format: ReportFormat; readonly label: string }[] = [
  { format: 'html', label: 'HTML, with charts' },
  { format: 'markdown', label: 'Markdown' },
  { format: 'csv', label: 'CSV, every sample' },
  { format: 'json', label: 'JSON' },
  { format: 'text', label: 'Plain text' },
];

export interface RunActionsProps {
  readonly id: string;
  readonly title: string;
  readonly isReference: boolean;
  readonly onRemoved: () => void;
}

/** What can be done with one run. */
export function RunActions({ id, title, isReference, onRemoved }: RunActionsProps): ReactElement {
  const { benchmarks } = useFeatures();
  const [dialog, setDialog] = useState<'share' | 'remove' | null>(null);
  const action = useAction();
  const close = (): void => {
    setDialog(null);
  };
  return (
    <>
      <Button.Group>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              loading={action.running}
              leftSection={<IconFileExport size={14} aria-hidden />}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {reportFormats.map(({ format, label }) => (
              <Menu.Item
                key={format}
                onClick={() => {
                  action.run(async () => {
                    const file = await benchmarks.report({ id, format });
                    saveTextFile(file.fileName, file.text, file.mediaType);
                  });
                }}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconShare size={14} aria-hidden />}
          onClick={() => {
            setDialog('share');
          }}
        >
          Share
        </Button>
        <LinkButton
          to="/benchmarks"
          search={{ view: 'compare', other: id }}
          size="xs"
          variant="default"
          leftSection={<IconArrowsDiff size={14} aria-hidden />}
        >
          Compare
        </LinkButton>
        <Button
          size="xs"
          variant="default"
          disabled={isReference}
          leftSection={<IconFlag size={14} aria-hidden />}
          onClick={() => {
            action.run(() => benchmarks.setReference(id));
          }}
        >
          {isReference ? 'Is the reference' : 'Make it the reference'}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => {
            setDialog('remove');
          }}
        >
          Remove
        </Button>
      </Button.Group>
      {action.error === null ? null : <ErrorNotice error={action.error} />}
      <ShareDialog id={id} opened={dialog === 'share'} onClose={close} />
      <AskFirst
        opened={dialog === 'remove'}
        title="Remove this run?"
        text={`“${title}” and its samples are deleted. This cannot be taken back.`}
        button="Remove the run"
        onClose={close}
        onConfirm={async () => {
          await benchmarks.remove(id);
          onRemoved();
        }}
      />
    </>
  );
}
