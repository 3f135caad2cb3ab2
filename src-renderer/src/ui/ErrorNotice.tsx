import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { describeProblem, problemReport } from '../lib/problems.ts';
import { CopyTextButton } from './CopyTextButton.tsx';

export interface ErrorNoticeProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly retrying?: boolean;
}

/** A failure shown where it happened, with what helps: try again, copy for a report. */
export function ErrorNotice({ error, onRetry, retrying = false }: ErrorNoticeProps): ReactElement {
  const problem = describeProblem(error);
  return (
    <Alert color="madder" variant="light" icon={<IconAlertTriangle aria-hidden />} title={problem.title} role="alert">
      <Text size="sm">{problem.text}</Text>
      {problem.facts.length === 0 ? null : (
        <List size="sm" mt={6}>
          {problem.facts.map((fact) => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
      )}
      <Group gap="xs" mt="sm">
        {onRetry === undefined ? null : (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        <CopyTextButton text={problemReport(problem)} label="Copy details" />
      </Group>
    </Alert>
  );
}
