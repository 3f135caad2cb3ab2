import { Button, Code, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { crashReport } from '../lib/crashReport.ts';
import { CopyTextButton } from '../ui/CopyTextButton.tsx';
import { Page } from '../ui/Page.tsx';
import { useFeatures } from './context.ts';

export interface PageErrorProps {
  readonly error: unknown;
  readonly reset: () => void;
}

/** Shown in place of a page that threw. The rest of the window, and the machine, go on. */
export function PageError({ error, reset }: PageErrorProps): ReactElement {
  const connection = useFeatures().session.state.getState();
  const report = crashReport({
    error,
    page: window.location.hash,
    serviceVersion: connection.status === 'open' ? connection.hello.version : null,
    userAgent: navigator.userAgent,
    at: new Date().toISOString(),
  });
  return (
    <Page title="This page failed" subtitle="The machine is not affected: the window only shows and asks, it changes nothing itself.">
      <Text size="sm" mb="sm">
        Please copy the report into a bug report. It holds no names, paths or hardware details.
      </Text>
      <Code block mah={320} style={{ overflow: 'auto' }}>
        {report}
      </Code>
      <Group mt="md">
        <Button onClick={reset}>Show the page again</Button>
        <CopyTextButton text={report} label="Copy report" />
      </Group>
    </Page>
  );
}
