import { Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactElement, useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import type { BenchmarkRun } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { useFeatures } from '../../../app/context.ts';
import { dateAndTime } from '../../../lib/format.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../BenchmarksPage.module.css';
import { GateMarks } from '../GateMarks.tsx';
import { tookText } from '../model/figures.ts';
import { groupWords, runStateWords } from '../model/words.ts';
import { useAnswer } from '../useAnswer.ts';
import { EnvironmentPanel } from './EnvironmentPanel.tsx';
import { RunActions } from './RunActions.tsx';
import { ScorePanel } from './ScorePanel.tsx';
import { TestTables, UnmeasuredTests } from './TestTable.tsx';

function aboutRun(run: BenchmarkRun): string {
  const seconds = run.endedAt === null ? null : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const parts = [
    run.group === null ? 'tests chosen one by one' : groupWords[run.group].title,
    dateAndTime(run.startedAt),
    ...(seconds === null || run.origin === 'imported' ? [] : [`took ${tookText(seconds)}`]),
    run.machine,
    ...(run.originDetail === null ? [] : [run.originDetail]),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

export interface RunViewProps {
  readonly id: string;
  readonly onRemoved: () => void;
}

/** One run: score beside raw figures, what speaks against them, and what was not measured. */
export function RunView({ id, onRemoved }: RunViewProps): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const listed = useStore(benchmarks.store, (state) => state.runs.value?.runs.find((run) => run.id === id));
  const referenceId = useStore(benchmarks.store, (state) => state.runs.value?.runs.find((run) => run.reference)?.id);
  const { value, error, loading, reload } = useAnswer(useCallback(() => benchmarks.show(id), [benchmarks, id]));
  const isReference = listed?.reference ?? value?.reference === true;
  // The list hears of every change; what is shown here was asked for once.
  const hasEnded = value?.run.state === 'running' && listed !== undefined && listed.state !== 'running';
  const hasOtherRank = value !== null && listed !== undefined && listed.reference !== value.reference;
  const hasOtherReference = value?.score != null && referenceId !== undefined && referenceId !== value.score.referenceRunId;
  const isOld = hasEnded || hasOtherRank || hasOtherReference;
  useEffect(() => {
    if (isOld) inBackground(reload());
  }, [isOld, inBackground, reload]);
  return (
    <div className={styles['stack']}>
      <div className={styles['back']}>
        <LinkButton
          to="/benchmarks"
          search={{ view: 'results' }}
          size="xs"
          variant="subtle"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
        >
          All runs
        </LinkButton>
        {value === null ? null : <RunActions id={id} title={value.run.title} isReference={isReference} onRemoved={onRemoved} />}
      </div>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(reload());
          }}
        />
      )}
      {value === null && error === null ? <Skeleton height={420} /> : null}
      {value === null ? null : (
        <>
          <Panel>
            <div className={styles['lineTitle']}>
              <span className={styles['nowTitle']}>{value.run.title}</span>
              <WordBadge wording={runStateWords[value.run.state]} focusable />
            </div>
            <div className={styles['nowText']}>{aboutRun(value.run)}</div>
            {value.run.note === null ? null : <p style={{ margin: '0.5rem 0 0' }}>{value.run.note}</p>}
            {value.run.marks.length === 0 ? null : (
              <div style={{ marginTop: '0.75rem' }}>
                <GateMarks marks={value.run.marks} label="What these figures are worth" />
              </div>
            )}
          </Panel>
          <ScorePanel score={value.score} isReference={isReference} />
          <TestTables tests={value.run.tests} />
          <UnmeasuredTests tests={value.run.tests} />
          <EnvironmentPanel environment={value.run.environment} />
        </>
      )}
    </div>
  );
}
