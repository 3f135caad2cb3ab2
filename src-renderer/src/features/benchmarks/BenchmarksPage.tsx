import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Page } from '../../ui/Page.tsx';
import { isRunning } from '../jobs/jobsStore.ts';
import { isRunMethod } from './benchmarksStore.ts';
import { EndedNotice } from './EndedNotice.tsx';
import { firstChoice, type RunChoice } from './model/choice.ts';
import type { BenchmarksView } from './model/search.ts';
import { RegressionsPanel } from './RegressionsPanel.tsx';
import { RunBar } from './start/RunBar.tsx';
import { StartView } from './start/StartView.tsx';

// Whoever only starts a run needs no chart, and the chart library is the larger part of the page.
const RunningView = lazy(async () => ({ default: (await import('./running/RunningView.tsx')).RunningView }));
const RunAwaited = lazy(async () => ({ default: (await import('./running/RunningView.tsx')).RunAwaited }));
const ResultsView = lazy(async () => ({ default: (await import('./result/ResultsView.tsx')).ResultsView }));
const CompareView = lazy(async () => ({ default: (await import('./compare/CompareView.tsx')).CompareView }));
const TrendView = lazy(async () => ({ default: (await import('./trend/TrendView.tsx')).TrendView }));

const views: readonly { readonly value: BenchmarksView; readonly label: string }[] = [
  { value: 'run', label: 'Measure' },
  { value: 'results', label: 'Results' },
  { value: 'compare', label: 'Compare' },
  { value: 'trend', label: 'Trend' },
];

const route = getRouteApi('/benchmarks');

/** How the last run ended, where it was started or watched. */
function Outcome(): ReactElement {
  const { benchmarks } = useFeatures();
  const failure = useStore(benchmarks.store, (state) => state.failure);
  const endedId = useStore(benchmarks.store, (state) => state.endedId);
  return (
    <EndedNotice
      title="The run has ended"
      failure={failure}
      onDismiss={benchmarks.dismissEnded}
      link={
        endedId === null ? null : (
          <LinkButton to="/benchmarks" search={{ view: 'results', run: endedId }} size="xs" onClick={benchmarks.dismissEnded}>
            See the result
          </LinkButton>
        )
      }
    />
  );
}

/** What this machine can do: measure it, look at it, compare it, and see it change. */
export function BenchmarksPage(): ReactElement {
  const { benchmarks, jobs, inBackground } = useFeatures();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = useStore(benchmarks.store, (state) => state.live);
  const starting = useStore(benchmarks.store, (state) => state.starting);
  const atWork = useStore(jobs.store, (state) => state.jobs.some((job) => isRunMethod(job.method) && isRunning(job)));
  const [choice, setChoice] = useState<RunChoice>(firstChoice);
  useWhenConnected(benchmarks.loadRuns);
  const view = search.view ?? 'run';
  const busy = live !== null || starting || atWork;
  const data = views.map((one) => (one.value === 'run' && busy ? { ...one, label: 'Measuring …' } : one));
  return (
    <Page
      title="Benchmarks"
      subtitle="What this machine can do. Every figure says how sure it is."
      actions={
        <SegmentedControl
          aria-label="View"
          data={data}
          value={view}
          onChange={(value) => {
            const next = views.find((one) => one.value === value)?.value ?? 'run';
            inBackground(navigate({ search: next === 'run' ? {} : { view: next } }));
          }}
        />
      }
      footer={view === 'run' && !busy ? <RunBar choice={choice} /> : null}
    >
      {view === 'run' || view === 'results' ? <RegressionsPanel /> : null}
      {view === 'run' && !busy ? <Outcome /> : null}
      <Suspense fallback={<Skeleton height={420} />}>
        {view === 'run' && live !== null ? <RunningView live={live} /> : null}
        {view === 'run' && live === null && busy ? <RunAwaited /> : null}
        {view === 'run' && !busy ? (
          <StartView
            choice={choice}
            onChange={(change) => {
              setChoice({ ...choice, ...change });
            }}
          />
        ) : null}
        {view === 'results' ? <ResultsView /> : null}
        {view === 'compare' ? <CompareView /> : null}
        {view === 'trend' ? <TrendView /> : null}
      </Suspense>
    </Page>
  );
}
