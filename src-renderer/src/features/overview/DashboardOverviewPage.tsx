import { Badge } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { Page } from '../../ui/Page.tsx';
import { LiveTiles } from './LiveTiles.tsx';

/** The overview of a machine that is only looked at: its name and its live figures. */
export function DashboardOverviewPage(): ReactElement {
  const { session } = useFeatures();
  const host = useStore(session.state, (state) => (state.status === 'open' ? state.hello.host : null));
  // The machine keeps its name while the connection is away.
  const [name, setName] = useState(host);
  if (host !== null && host !== name) setName(host);
  return (
    <Page
      title={name ?? 'Overview'}
      subtitle="How this machine is doing."
      actions={
        <Badge color="gray" size="lg">
          Read-only
        </Badge>
      }
    >
      <LiveTiles />
    </Page>
  );
}
