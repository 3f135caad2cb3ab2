import { Button, Loader, Progress } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { isRunning } from '../../jobs/jobsStore.ts';
import styles from '../BenchmarksPage.module.css';
import { numberText, percentSize, withUnit } from '../model/figures.ts';
import type { LiveRun } from '../model/liveRun.ts';
import { phaseWords } from '../model/words.ts';
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
        <dd>{summary === null ? '–' : withUnit(summary.median, unit)}</dd>
      </div>
      <div>
        <dt>Sure to</dt>
        <dd>{sure === null ? (last === undefined ? '–' : 'too few samples yet') : `± ${percentSize(sure)}`}</dd>
      </div>
      <div>
        <dt>Samples</dt>
        <dd>{summary === null ? numberText(live.samples.length) : String(summary.count)}</dd>
      </div>
    </dl>
  );
}

/** A run at work, whoever started it: the current test, its samples as they come, and the tests before and after. */
export function RunningView({ live }: { readonly live: LiveRun }): ReactElement {
  const { benchmarks } = useFeatures();
  const tests = useStore(benchmarks.store, (state) => state.tests.value);
  useWhenConnected(benchmarks.loadTests);
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
          aria-label={`${String(live.done)} of ${String(live.total)} tests done`}
        />
        <LiveFigures live={live} />
        {live.samples.length === 0 ? (
          <div className={styles['chartEmpty']}>The samples of this test appear here.</div>
        ) : (
          <LiveSampleChart samples={live.samples} unit={live.unit ?? ''} />
        )}
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
  const { jobs } = useFeatures();
  const job = useStore(jobs.store, (state) => state.jobs.find((one) => one.method === 'benchmark.run' && isRunning(one)));
  return (
    <Panel>
      <div className={styles['now']}>
        <div>
          <div className={styles['nowTitle']}>{job?.title ?? 'Run'}</div>
          <div className={styles['nowText']} role="status">
            <Loader size={12} mr={6} /> {job === undefined || job.phase === '' ? 'Waiting for the first report …' : job.phase}
          </div>
        </div>
        <CancelButton />
      </div>
    </Panel>
  );
}
