import { Button, Progress } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { isRunMethod } from '../benchmarksStore.ts';
import { aboutTime, medianWords, percentSize, withUnit } from '../model/figures.ts';
import { type LiveRun, testsDone } from '../model/liveRun.ts';
import { phaseWords } from '../model/words.ts';
import { AwaitedJob } from './AwaitedJob.tsx';
import { ConditionsPanel } from './ConditionsPanel.tsx';
import { LiveSampleChart } from './LiveSampleChart.tsx';
import { LiveTests } from './LiveTests.tsx';
import { TemperatureChart } from './TemperatureChart.tsx';

function CancelButton(): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const cancelling = useStore(benchmarks.store, (state) => state.cancelling);
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      loading={cancelling}
      onClick={() => {
        inBackground(benchmarks.cancel());
      }}
    >
      Cancel and keep what was measured
    </Button>
  );
}

function LiveFigures({ live }: { readonly live: LiveRun }): ReactElement {
  const unit = live.unit ?? '';
  const last = live.samples.at(-1);
  const { summary } = live;
  const sure = summary?.halfWidthPercent ?? null;
  return (
    <dl className={styles['live']}>
      <div>
        <dt>Last sample</dt>
        <dd>{last === undefined ? '–' : withUnit(last.value, unit)}</dd>
      </div>
      <div>
        <dt>Median so far</dt>
        <dd>{summary === null ? '–' : medianWords(summary, unit)}</dd>
      </div>
      <div>
        <dt>Sure to</dt>
        <dd>{sure === null ? (last === undefined ? '–' : 'too few samples yet') : `± ${percentSize(sure)}`}</dd>
      </div>
      <div>
        <dt>Samples</dt>
        <dd>{summary === null ? live.samples.length : summary.count}</dd>
      </div>
      {live.leftSeconds === null ? null : (
        <div>
          <dt>Still to go</dt>
          <dd>{aboutTime(live.leftSeconds)}</dd>
        </div>
      )}
    </dl>
  );
}

/** A run at work, whoever started it: the current test, its samples as they come, and the tests before and after. */
export function RunningView({ live }: { readonly live: LiveRun }): ReactElement {
  const { benchmarks } = useFeatures();
  const tests = useStore(benchmarks.store, (state) => state.tests.value);
  useWhenConnected(benchmarks.loadTitles);
  const title = tests?.find((test) => test.id === live.testId)?.title ?? live.testId ?? 'Getting ready';
  const newest = live.conditions.at(-1);
  return (
    <div className={styles['stack']}>
      <Panel>
        <div className={styles['now']}>
          <div>
            <div className={styles['nowTitle']}>{title}</div>
            <div className={styles['nowText']} role="status" aria-live="polite">
              {live.phase === 'waiting' ? live.message : phaseWords[live.phase]}
            </div>
          </div>
          <CancelButton />
        </div>
        <Progress
          mt="sm"
          size="lg"
          value={(live.done / live.total) * 100}
          aria-label={`${String(testsDone(live))} of ${String(live.total)} tests done`}
        />
        <LiveFigures live={live} />
        <LiveSampleChart test={live} />
      </Panel>
      <div className={styles['two']}>
        <LiveTests live={live} tests={tests ?? []} />
        <div className={styles['stack']}>
          {newest === undefined ? null : <ConditionsPanel conditions={newest} />}
          <TemperatureChart conditions={live.conditions} />
        </div>
      </div>
    </div>
  );
}

/** A run that was asked for, or that the list of jobs knows, and of which nothing was heard yet. */
export function RunAwaited(): ReactElement {
  return <AwaitedJob title="Run" isMethod={isRunMethod} cancel={<CancelButton />} />;
}
