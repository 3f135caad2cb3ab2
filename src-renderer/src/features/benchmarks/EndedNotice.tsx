import { Alert, Button, Group } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import styles from './BenchmarksPage.module.css';

export interface EndedNoticeProps {
  readonly title: string;
  readonly failure: AppError | null;
  /** The way to what was kept; null when nothing was. */
  readonly link: ReactElement | null;
  readonly onDismiss: () => void;
}

/** How long work ended, where it was started or watched. What failed may have left a result all the same. */
export function EndedNotice({ title, failure, link, onDismiss }: EndedNoticeProps): ReactElement | null {
  if (failure === null && link === null) return null;
  return (
    <div className={styles['stack']} style={{ marginBottom: '0.875rem' }}>
      {failure === null ? null : <ErrorNotice error={failure} />}
      {link === null ? null : (
        <Alert
          color={failure === null ? 'verdigris' : 'dusk'}
          variant="light"
          icon={<IconCircleCheck aria-hidden />}
          title={title}
          role="status"
        >
          <Group gap="xs">
            {link}
            <Button size="xs" variant="default" onClick={onDismiss}>
              Not now
            </Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
