import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { secondsUntil } from '../lib/format.ts';
import { useFeatures } from './context.ts';

/** A short interruption, such as a daemon that starts again, is not worth moving the page for. */
const graceMs = 1_500;

/** Says across the whole page that the connection is gone, why, and when it is tried again. */
export function ConnectionBanner(): ReactElement | null {
  const { session } = useFeatures();
  const state = useStore(session.state);
  const [now, setNow] = useState(() => Date.now());
  const [lostSince, setLostSince] = useState<number | null>(null);
  const isOpen = state.status === 'open';

  useEffect(() => {
    if (isOpen) return undefined;
    setLostSince(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
      setLostSince(null);
    };
  }, [isOpen]);

  if (isOpen || (state.status !== 'refused' && (lostSince === null || now - lostSince < graceMs))) return null;
  const seconds = state.status === 'waiting' ? secondsUntil(new Date(state.retryAt).toISOString(), now) : 0;
  return (
    <Alert color="madder" variant="filled" radius={0} py="xs" icon={<IconPlugConnectedX aria-hidden />} role="alert">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          {state.status === 'connecting' ? 'Connecting to the service …' : state.reason}
          {state.status === 'waiting' ? ` Next attempt in ${String(seconds)} s. What you see is from before.` : ''}
        </Text>
        {state.status === 'waiting' ? (
          <Button size="xs" variant="white" color="madder" onClick={session.retryNow}>
            Connect now
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
