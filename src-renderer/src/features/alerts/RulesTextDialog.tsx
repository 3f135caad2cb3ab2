import { Button, Group, Text, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { AlertRules } from '../../../../src-main/contracts/alerts.ts';
import { useFeatures } from '../../app/context.ts';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';
import styles from './AlertsPage.module.css';

export interface RulesTextDialogProps {
  readonly rules: AlertRules;
  readonly onClose: () => void;
}

/** Everything at once, as the file has it. Refused as a whole, with the fields named. */
export function RulesTextDialog({ rules, onClose }: RulesTextDialogProps): ReactElement {
  const { alerts } = useFeatures();
  const [text, setText] = useState(() => `${JSON.stringify(rules, null, 2)}\n`);
  const [syntax, setSyntax] = useState<string | null>(null);
  const action = useAction();
  const save = (): void => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (error) {
      setSyntax(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    action.run(() => alerts.setRules(parsed), onClose);
  };
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        What each field means is in the reference of the alerts contract. Nothing is changed before all of it is right.
      </Text>
      <Textarea
        className={styles['text'] ?? ''}
        aria-label="Rules as JSON"
        autosize
        minRows={14}
        maxRows={24}
        spellCheck={false}
        value={text}
        error={syntax}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setSyntax(null);
        }}
      />
      {action.error === null ? null : <ErrorNotice error={action.error} />}
      <Group justify="flex-end" mt="sm">
        <CopyTextButton text={text} label="Copy" size="sm" />
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={action.running} onClick={save}>
          Save all
        </Button>
      </Group>
    </>
  );
}
