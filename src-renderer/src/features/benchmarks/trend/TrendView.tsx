import { Select, Skeleton } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { dateAndTime } from '../../../lib/format.ts';
import { EmptyNote } from '../../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { medianWords } from '../model/figures.ts';
import { type MetricOption, metricOptions } from '../model/trend.ts';
import { useAnswer } from '../useAnswer.ts';
import { TrendChart } from './TrendChart.tsx';

const route = getRouteApi('/benchmarks');

/** More lines than this open slowly; the field searches through all. */
const mostOptions = 100;

function Points({ option }: { readonly option: MetricOption }): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const [testId = '', metricId = ''] = option.value.split(' ');
  const {
    value: points,
    error,
    loading,
    reload,
  } = useAnswer(useCallback(() => benchmarks.trend(testId, metricId), [benchmarks, testId, metricId]));
  if (error !== null) {
    return (
      <ErrorNotice
        error={error}
        retrying={loading}
        onRetry={() => {
          inBackground(reload());
        }}
      />
    );
  }
  if (points === null) return <Skeleton height={300} />;
  if (points.length === 0) {
    return (
      <Panel>
        <EmptyNote
          icon={IconTimeline}
          title="This figure was not measured yet"
          text="Each run that measures it becomes a point here, so that a slow change over months is seen."
          action={
            <LinkButton to="/benchmarks" search={{}}>
              Measure this machine
            </LinkButton>
          }
        />
      </Panel>
    );
  }
  return (
    <>
      <Panel title={option.label}>
        <TrendChart title={option.label} unit={option.unit} points={points} />
      </Panel>
      <Panel title="The runs behind it">
        <div className={styles['scroll']}>
          <table className={styles['table']} aria-label={`Runs with ${option.label}`}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col" className={styles['number']}>
                  Median and its interval
                </th>
                <th scope="col">Kernel</th>
                <th scope="col">Marks</th>
                <th scope="col">Run</th>
              </tr>
            </thead>
            <tbody>
              {[...points].reverse().map((point) => {
                return (
                  <tr key={point.runId}>
                    <td>{dateAndTime(point.at)}</td>
                    <td className={styles['number']}>{medianWords(point, option.unit)}</td>
                    <td>{point.kernel ?? 'not known'}</td>
                    <td>{point.warnings}</td>
                    <td>
                      <LinkButton
                        to="/benchmarks"
                        search={{ view: 'results', run: point.runId }}
                        size="compact-xs"
                        variant="subtle"
                        aria-label={`Open the run of ${dateAndTime(point.at)}`}
                      >
                        Open
                      </LinkButton>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}

/** One figure over all runs of this machine. */
export function TrendView(): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { value: tests, error, loading } = useStore(benchmarks.store, (state) => state.tests);
  useWhenConnected(benchmarks.loadTests);
  const asked = search.test === undefined || search.metric === undefined ? null : `${search.test} ${search.metric}`;
  if (tests === null && error !== null) {
    return (
      <ErrorNotice
        error={error}
        retrying={loading}
        onRetry={() => {
          inBackground(benchmarks.loadTests());
        }}
      />
    );
  }
  if (tests === null) return <Skeleton height={420} />;
  const options = metricOptions(tests, asked);
  const chosen = options.find((option) => option.value === asked) ?? options[0];
  return (
    <div className={styles['stack']}>
      <Select
        label="Figure"
        data={options.map(({ value, label }) => ({ value, label }))}
        value={chosen?.value ?? null}
        allowDeselect={false}
        searchable
        limit={mostOptions}
        nothingFoundMessage="No figure has that name."
        onChange={(value) => {
          const [test, metric] = (value ?? '').split(' ');
          if (test !== undefined && metric !== undefined) {
            inBackground(navigate({ search: { view: 'trend', test, metric }, replace: true }));
          }
        }}
      />
      {chosen === undefined ? null : <Points option={chosen} />}
    </div>
  );
}
