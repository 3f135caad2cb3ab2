import { Text, ThemeIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import styles from './EmptyNote.module.css';

export interface EmptyNoteProps {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

/** What a list says when it has nothing to show, and what to do about it. */
export function EmptyNote({ icon: Mark, title, text, action }: EmptyNoteProps): ReactElement {
  return (
    <div className={styles['empty']}>
      <ThemeIcon size={44} radius="xl" variant="light" color="verdigris">
        <Mark size={24} aria-hidden />
      </ThemeIcon>
      <Text fw={650} mt="sm">
        {title}
      </Text>
      <Text size="sm" c="dimmed" maw={440}>
        {text}
      </Text>
      {action === undefined ? null : <div className={styles['action']}>{action}</div>}
    </div>
  );
}
