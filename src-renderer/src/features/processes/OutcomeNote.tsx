import { Alert } from '@mantine/core';
import type { ReactElement } from 'react';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import type { Outcome } from './outcome.ts';

/** What came of the last action: its words, or its failure. */
export function OutcomeNote({ outcome, error }: { readonly outcome: Outcome | null; readonly error: unknown }): ReactElement | null {
  if (error !== null) return <ErrorNotice error={error} />;
  if (outcome === null) return null;
  return (
    <Alert color={outcome.good ? 'verdigris' : 'madder'} variant="light" role="status" py="xs" mt="sm" mb="sm">
      {outcome.text}{' '}
      {outcome.plan ? (
        <LinkButton to="/history" variant="subtle" size="compact-xs">
          Show in History
        </LinkButton>
      ) : null}
    </Alert>
  );
}
