import { ActionIcon, Button, Input, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import styles from './AlertsPage.module.css';

const mostLines = 32;

export interface CommandFieldsProps {
  readonly command: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (command: readonly string[]) => void;
}

/** A program and its arguments, one field each: there is no shell that would take a line apart. */
export function CommandFields({ command, error, onChange }: CommandFieldsProps): ReactElement {
  return (
    <Input.Wrapper
      label="Command"
      description="Run when it fires and when it ends, without a shell: each field is one argument. The alert is in HECATE_ALERT_… variables."
      error={error}
    >
      <div className={styles['arguments']}>
        {command.map((text, place) => {
          const name = place === 0 ? 'Program' : `Argument ${String(place)}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its place
            <div key={place} className={styles['argument']}>
              <TextInput
                size="xs"
                aria-label={name}
                placeholder={place === 0 ? '/usr/bin/program' : name}
                spellCheck={false}
                value={text}
                onChange={(event) => {
                  onChange(command.map((one, other) => (other === place ? event.currentTarget.value : one)));
                }}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${name}`}
                onClick={() => {
                  onChange(command.filter((_, other) => other !== place));
                }}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
        {command.length >= mostLines ? null : (
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => {
                onChange([...command, '']);
              }}
            >
              {command.length === 0 ? 'Run a command' : 'Add an argument'}
            </Button>
          </div>
        )}
      </div>
    </Input.Wrapper>
  );
}
