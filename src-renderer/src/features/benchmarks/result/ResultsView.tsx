import { Alert, Badge, List, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconGauge } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { RunSummary } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { useFeatures } from '../../../app/context.ts';
import { counted, dateAndTime } from '../../../lib/format.ts';
import { EmptyNote } from '../../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ShortList } from '../../../ui/ShortList.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../BenchmarksPage.module.css';
import { numberText, tookText } from '../model/figures.ts';
import { groupWords, runStateWords } from '../model/words.ts';
import { ImportDrop } from './ImportDrop.tsx';
import { RunView } from './RunView.tsx';

const route = getRouteApi('/benchmarks');
const mostProblems = 10;

function about(run: RunSummary): string {
  const counts = [
    counted(run.measured, 'test'),
    ...(run.skipped === 0 ? [] : [`${String(run.skipped)} skipped`]),
    ...(run.failed === 0 ? [] : [`${String(run.failed)} failed`]),
  ].join(', ');
  return [
    dateAndTime(run.startedAt),
    run.group === null ? 'single tests' : groupWords[run.group].title,
    counts,
    ...(run.seconds === null ? [] : [tookText(run.seconds)]),
    ...(run.kernel === null ? [] : [`kernel ${run.kernel}`]),
  ].join(' · ');
}

function RunLine({ run }: { readonly run: RunSummary }): ReactElement {
  return (
    <li className={`${styles['line'] ?? ''} ${styles['run'] ?? ''}`}>
      <div>
        <div className={styles['lineTitle']}>
          {run.title}
          {run.state === 'finished' ? null : <WordBadge wording={runStateWords[run.state]} focusable />}
          {run.reference ? <Badge color="verdigris">reference</Badge> : null}
          {run.origin === 'imported' ? (
            <Badge color="dusk" title={run.machine}>
              imported from {run.machine}
            </Badge>
          ) : null}
          {run.warnings === 0 ? null : <Badge color="ember">{counted(run.warnings, 'mark')}</Badge>}
        </div>
        <div className={styles['lineText']}>{about(run)}</div>
      </div>
      <span className={styles['number']}>{run.score === null ? '' : `score ${numberText(run.score)}`}</span>
      <LinkButton
        to="/benchmarks"
        search={{ view: 'results', run: run.id }}
        size="xs"
        variant="default"
        aria-label={`Open ${run.title} of ${dateAndTime(run.startedAt)}`}
      >
        Open
      </LinkButton>
    </li>
  );
}

function RunList(): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const { value, error, loading } = useStore(benchmarks.store, (state) => state.runs);
  const navigate = route.useNavigate();
  return (
    <div className={styles['stack']}>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(benchmarks.loadRuns());
          }}
        />
      )}
      {value === null && error === null ? <Skeleton height={300} /> : null}
      {value === null || value.problems.length === 0 ? null : (
        <Alert color="ember" variant="light" icon={<IconAlertTriangle aria-hidden />} title="Some kept runs could not be read">
          <List size="sm">
            {value.problems.slice(0, mostProblems).map(({ file, problem }) => (
              <List.Item key={file}>
                {file}: {problem}
              </List.Item>
            ))}
            {value.problems.length <= mostProblems ? null : (
              <List.Item>{`and ${String(value.problems.length - mostProblems)} more`}</List.Item>
            )}
          </List>
        </Alert>
      )}
      {value === null ? null : (
        <Panel>
          {value.runs.length === 0 ? (
            <EmptyNote
              icon={IconGauge}
              title="Nothing was measured yet"
              text="The quick group takes a minute. Every run is kept with all its samples, so that later ones can be compared with it."
              action={
                <LinkButton to="/benchmarks" search={{}}>
                  Measure this machine
                </LinkButton>
              }
            />
          ) : (
            <ShortList items={value.runs} label="Runs" className={styles['plain']}>
              {(run) => <RunLine key={run.id} run={run} />}
            </ShortList>
          )}
        </Panel>
      )}
      <ImportDrop
        onImported={(id) => {
          inBackground(navigate({ search: { view: 'results', run: id } }));
        }}
      />
    </div>
  );
}

/** All runs, or the one that the address names. */
export function ResultsView(): ReactElement {
  const { run } = route.useSearch();
  const { inBackground } = useFeatures();
  const navigate = route.useNavigate();
  if (run === undefined) return <RunList />;
  return (
    <RunView
      id={run}
      onRemoved={() => {
        inBackground(navigate({ search: { view: 'results' } }));
      }}
    />
  );
}
