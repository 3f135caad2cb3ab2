import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ConnectionState } from '../api/session.ts';
import { secondsUntil } from '../lib/format.ts';
import { useNow } from '../ui/useNow.ts';
import { useFeatures } from './context.ts';

/** A short interruption, such as a daemon that starts again, is not worth moving the page for. */
const graceMs = 1_500;

function sentence(state: Exclude<ConnectionState, { status: 'open' }>, now: number): string {
  if (state.status === 'connecting') return 'Connecting to the service …';
  if (state.status === 'refused') return state.reason;
  const seconds = secondsUntil(new Date(state.retryAt).toISOString(), now);
  return `${state.reason} Next attempt in ${String(seconds)} s. What you see is from before.`;
}

function Banner({ state }: { readonly state: Exclude<ConnectionState, { status: 'open' }> }): ReactElement | null {
  const { session } = useFeatures();
  const now = useNow(500);
  if (state.status !== 'refused' && now - state.lostAt < graceMs) return null;
  return (
    <Alert color="madder" variant="filled" radius={0} py="xs" icon={<IconPlugConnectedX aria-hidden />} role="alert">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{sentence(state, now)}</Text>
        {state.status === 'waiting' ? (
          <Button size="xs" variant="white" color="madder" flex="none" onClick={session.retryNow}>
            Connect now
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

/** Says across the whole page that the connection is gone, why, and when it is tried again. */
export function ConnectionBanner(): ReactElement | null {
  const state = useStore(useFeatures().session.state);
  return state.status === 'open' ? null : <Banner state={state} />;
}
