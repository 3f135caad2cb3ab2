import { Button, Kbd, Modal, RingProgress, Text, Title } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { countdownText, secondsUntil } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './ConfirmDialog.module.css';

interface Awaiting {
  readonly planId: string;
  readonly confirmBy: string;
}

const tickMs = 250;
/** After the deadline the service needs a moment to put everything back; ask it how far it is. */
const pollAfterDeadlineMs = 1_000;

function Countdown({ awaiting }: { readonly awaiting: Awaiting }): ReactElement {
  const { confirm, tuning, inBackground } = useFeatures();
  const { doing, error } = useStore(confirm.store);
  const left = secondsUntil(awaiting.confirmBy, useNow(tickMs));
  // The longest time seen is the whole ring: a reloaded window does not know when the countdown began.
  const [whole] = useState(() => Math.max(1, left));
  const over = left === 0;
  const body = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!over) return undefined;
    const timer = setInterval(() => {
      inBackground(tuning.loadStatus());
    }, pollAfterDeadlineMs);
    return () => {
      clearInterval(timer);
    };
  }, [over, tuning, inBackground]);

  const keep = (): void => {
    inBackground(confirm.keep(awaiting.planId));
  };
  const revert = (): void => {
    inBackground(confirm.revert(awaiting.planId));
  };
  useEffect(() => {
    if (over) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      const insideDialog = event.target instanceof Node && body.current?.contains(event.target) === true;
      if (event.key !== 'Escape' && (event.key !== 'Enter' || insideDialog)) return;
      // A key that is meant for this question must not press what lies behind it.
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      inBackground(event.key === 'Escape' ? confirm.revert(awaiting.planId) : confirm.keep(awaiting.planId));
    };
    // On the window and first of all: the keys must work wherever the focus is while the screen may be half dead.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [over, confirm, inBackground, awaiting.planId]);

  return (
    <div className={styles['body']} ref={body}>
      <RingProgress
        size={176}
        thickness={10}
        roundCaps
        sections={[{ value: (left / whole) * 100, color: left <= 5 ? 'madder' : 'ember' }]}
        label={
          <div role="timer" aria-label={`${String(left)} seconds left`}>
            <span className={styles['seconds']}>{countdownText(left)}</span>
            <span className={styles['unit']}>{left < 60 ? 'seconds' : 'minutes'}</span>
          </div>
        }
      />
      <div>
        <Title order={2} size="h3">
          {over ? 'Time is up: putting everything back' : 'Is everything still working?'}
        </Title>
        <Text size="sm" c="dimmed" mt={4}>
          {over
            ? 'Nobody answered, so the old values are restored.'
            : 'Keep the new settings, or go back. Without an answer, everything is put back by itself.'}
        </Text>
      </div>
      {error === null ? null : <ErrorNotice error={error} />}
      <div className={styles['buttons']}>
        <Button size="md" variant="default" onClick={revert} loading={doing === 'reverting'} disabled={over || doing === 'keeping'}>
          Go back
        </Button>
        <Button size="md" onClick={keep} loading={doing === 'keeping'} disabled={over || doing === 'reverting'} data-autofocus>
          Keep
        </Button>
      </div>
      <span className={styles['keys']}>
        <Kbd>Enter</Kbd> keeps · <Kbd>Esc</Kbd> goes back
      </span>
    </div>
  );
}

/** Keep or revert, in front of everything, on every page, and again after a reload of the window. */
export function ConfirmDialog(): ReactElement | null {
  const { tuning } = useFeatures();
  const awaiting = useStore(tuning.store, (state) => state.status.value?.awaitingConfirmation ?? null);
  if (awaiting === null) return null;
  return (
    <Modal
      opened
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      size={440}
      zIndex={400}
      aria-label="Keep the new settings?"
    >
      <Countdown key={awaiting.planId} awaiting={awaiting} />
    </Modal>
  );
}
