import { Button, Group, Modal, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSkull, IconX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { ProcessDetail } from '../../../../src-main/contracts/processes.ts';
import { useFeatures } from '../../app/context.ts';
import type { Action } from '../../ui/useAction.ts';
import { type Outcome, signalOutcome } from './outcome.ts';
import { type Me, wayOfSignal, wayWords } from './ownRight.ts';
import styles from './ProcessesPage.module.css';
import type { ProcessSignal } from './processesStore.ts';

export interface ProcessActionProps {
  readonly detail: ProcessDetail;
  readonly me: Me | null;
  readonly action: Action;
  readonly onOutcome: (outcome: Outcome) => void;
}

type Ending = 'TERM' | 'KILL';

const questions: Readonly<Record<Ending, { readonly title: string; readonly text: string; readonly button: string }>> = {
  TERM: {
    title: 'End this process?',
    text: 'It is asked to end and may save its work first. What depends on it may stop working.',
    button: 'End it',
  },
  KILL: {
    title: 'Kill this process?',
    text: 'The kernel ends it at once. It cannot save anything, and its files may be left half written.',
    button: 'Kill it',
  },
};

interface ConfirmProps {
  readonly ending: Ending | null;
  readonly detail: ProcessDetail;
  readonly way: string;
  readonly onClose: () => void;
  readonly onConfirm: (ending: Ending) => void;
}

function ConfirmEnding({ ending, detail, way, onClose, onConfirm }: ConfirmProps): ReactElement {
  // Keeps its words while it fades out.
  const [last, setLast] = useState<Ending>('TERM');
  if (ending !== null && ending !== last) setLast(ending);
  const question = questions[ending ?? last];
  return (
    <Modal opened={ending !== null} onClose={onClose} title={question.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm">
        <b>{detail.name}</b>, process {detail.pid} of {detail.user}. {question.text}
      </Text>
      <p className={styles['way']}>{way}</p>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="madder"
          onClick={() => {
            onConfirm(ending ?? last);
          }}
        >
          {question.button}
        </Button>
      </Group>
    </Modal>
  );
}

/** End, kill, pause and continue. */
export function SignalActions({
  detail,
  me,
  action,
  onOutcome,
  onEnded,
}: ProcessActionProps & { readonly onEnded: () => void }): ReactElement {
  const { processes } = useFeatures();
  const [asked, setAsked] = useState<Ending | null>(null);
  const way = wayWords[wayOfSignal(me, detail.user)];
  const send = (signal: ProcessSignal): void => {
    setAsked(null);
    action.run(async () => {
      const result = await processes.signal(detail, signal);
      onOutcome(signalOutcome(signal, result));
      if (result.ended) onEnded();
    });
  };
  const paused = detail.state === 'T';
  return (
    <>
      <div className={styles['actions']}>
        <Button
          variant="default"
          disabled={action.running}
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => {
            setAsked('TERM');
          }}
        >
          End …
        </Button>
        <Button
          color="madder"
          variant="light"
          disabled={action.running}
          leftSection={<IconSkull size={16} aria-hidden />}
          onClick={() => {
            setAsked('KILL');
          }}
        >
          Kill …
        </Button>
        <Button
          variant="default"
          disabled={action.running}
          leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
          onClick={() => {
            send(paused ? 'CONT' : 'STOP');
          }}
        >
          {paused ? 'Continue' : 'Pause'}
        </Button>
      </div>
      <p className={styles['way']}>{way}</p>
      <ConfirmEnding
        ending={asked}
        detail={detail}
        way={way}
        onClose={() => {
          setAsked(null);
        }}
        onConfirm={send}
      />
    </>
  );
}
