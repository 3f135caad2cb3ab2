import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { counted, figureText, storageFigure } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import { chosenTests, type RunChoice, runInputOf, secondsOfGroup, summaryOf } from '../model/choice.ts';
import { aboutTime } from '../model/figures.ts';
import { isBurnIn } from '../model/words.ts';

/** What would run and how long it takes, beside the button that starts it. */
export function RunBar({ choice }: { readonly choice: RunChoice }): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const tests = useStore(benchmarks.store, (state) => state.tests.value);
  const starting = useStore(benchmarks.store, (state) => state.starting);
  const { ready, notReady, seconds, scratchBytes } = summaryOf(chosenTests(tests ?? [], choice));
  const burnIn = choice.by === 'group' && isBurnIn(choice.group);
  const parts = [
    `${counted(ready, 'test')}${burnIn ? ' in turns' : ''}, ${aboutTime(choice.by === 'group' ? secondsOfGroup(choice.group, seconds) : seconds)}`,
    ...(notReady === 0 ? [] : [`${String(notReady)} cannot run here and ${notReady === 1 ? 'is' : 'are'} left out`]),
    ...(scratchBytes === 0 ? [] : [`needs ${figureText(storageFigure(scratchBytes))} on the disk for a while`]),
  ];
  const text = tests === null ? 'Asking what can run here …' : ready === 0 ? 'Choose what is measured.' : `${parts.join('; ')}.`;
  return (
    <div className={styles['foot']}>
      <span className={styles['footText']} role="status">
        {text}
      </span>
      <Button
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        disabled={ready === 0}
        loading={starting}
        onClick={() => {
          inBackground(benchmarks.start(runInputOf(choice)));
        }}
      >
        Run
      </Button>
    </div>
  );
}
