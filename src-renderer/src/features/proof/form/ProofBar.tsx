import { Button, Group, List, Modal } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { counted } from '../../../lib/format.ts';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { consentSentences, formProblem, type ProofForm, proveInputOf } from '../model/form.ts';

/** What is missing, or the button that starts the proof after one has agreed to what it does. */
export function ProofBar({ form }: { readonly form: ProofForm }): ReactElement {
  const { proof, inBackground } = useFeatures();
  const starting = useStore(proof.store, (state) => state.starting);
  const [asking, setAsking] = useState(false);
  const problem = formProblem(form);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <div className={styles['foot']}>
      <span className={styles['footText']} role="status">
        {problem ?? `Stock and candidate are measured in turns, for ${counted(form.maxMinutes, 'minute')} at most.`}
      </span>
      <Button
        leftSection={<IconScale size={16} aria-hidden />}
        disabled={problem !== null}
        loading={starting}
        onClick={() => {
          setAsking(true);
        }}
      >
        Prove …
      </Button>
      <Modal opened={asking} onClose={close} title="Before it starts" size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
        <List size="sm" spacing="xs">
          {consentSentences(form).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Not now
          </Button>
          <Button
            onClick={() => {
              close();
              inBackground(proof.prove(proveInputOf(form)));
            }}
          >
            Agree and start
          </Button>
        </Group>
      </Modal>
    </div>
  );
}
