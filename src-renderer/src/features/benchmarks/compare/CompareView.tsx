import { Alert, Badge, Button, Menu, Select, Skeleton } from '@mantine/core';
import { IconArrowsDiff, IconArrowsExchange, IconChevronDown, IconFileExport } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { useStore } from 'zustand';
import type { ComparedMetric, RunComparison } from '../../../../../src-main/contracts/benchmark.ts';
import type { RunSummary } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { useFeatures } from '../../../app/context.ts';
import { saveTextFile } from '../../../lib/download.ts';
import { dateAndTime } from '../../../lib/format.ts';
import { EmptyNote } from '../../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useAction } from '../../../ui/useAction.ts';
import styles from '../BenchmarksPage.module.css';
import { medianWords, numberText, percentSize } from '../model/figures.ts';
import { firstPair } from '../model/pair.ts';
import { changeWords, intervalWords, verdictColors } from '../model/words.ts';
import { reportFormats } from '../result/RunActions.tsx';
import { useAnswer } from '../useAnswer.ts';
import { ChangesChart } from './ChangesChart.tsx';

const route = getRouteApi('/benchmarks');

/** More lines than this open slowly; the field searches through all. */
const mostOptions = 100;

function side(summary: ComparedMetric['base'], unit: string): string {
  return summary === null ? '–' : medianWords(summary, unit);
}

function MetricLine({ metric }: { readonly metric: ComparedMetric }): ReactElement {
  const { comparison } = metric;
  return (
    <tr>
      <td className={metric.headline ? undefined : styles['side']}>{metric.title}</td>
      <td className={styles['number']}>{side(metric.base, metric.unit)}</td>
      <td className={styles['number']}>{side(metric.other, metric.unit)}</td>
      <td>
        {comparison === null ? (
          <span className={styles['side']}>{metric.why ?? 'not compared'}</span>
        ) : (
          <div className={styles['badges']}>
            <Badge color={verdictColors[comparison.verdict]}>{changeWords(comparison, metric.unit, metric.direction)}</Badge>
          </div>
        )}
      </td>
      <td className={`${styles['number'] ?? ''} ${styles['side'] ?? ''}`}>
        {comparison === null ? '' : intervalWords(comparison)}
        {comparison?.verdict === 'noDifference' && comparison.detectablePercent !== null ? (
          <span title="The smallest change that this many samples show four times out of five">
            {' '}
            (would have shown {percentSize(comparison.detectablePercent)})
          </span>
        ) : null}
      </td>
    </tr>
  );
}

/** How it ended in one sentence. */
function sentenceOf(metrics: readonly ComparedMetric[]): string {
  const verdicts = metrics.flatMap(({ headline, comparison }) => (headline && comparison !== null ? [comparison.verdict] : []));
  const better = verdicts.filter((verdict) => verdict === 'better').length;
  const worse = verdicts.filter((verdict) => verdict === 'worse').length;
  if (verdicts.length === 0) return 'The two runs share no figure that could be compared.';
  if (better + worse === 0) return 'No difference shown in any of the headline figures.';
  const same = verdicts.length - better - worse;
  return `Of ${String(verdicts.length)} headline figures, ${String(better)} got better, ${String(worse)} got worse, and ${String(same)} show no difference.`;
}

function Compared({ result }: { readonly result: RunComparison }): ReactElement {
  const headline = result.metrics.filter((metric) => metric.headline && metric.comparison?.changePercent != null);
  return (
    <>
      <Panel>
        <div className={styles['nowTitle']}>{sentenceOf(result.metrics)}</div>
        {result.score === null ? null : (
          <div className={styles['nowText']}>
            The second run has a score of {numberText(result.score.total)}, where the first one is 100.
          </div>
        )}
      </Panel>
      {result.differences.length === 0 ? null : (
        <Alert color="ember" variant="light" title="The two were not measured under the same conditions">
          <dl className={styles['facts']}>
            {result.differences.map(({ what, base, other }) => (
              <div key={what} style={{ display: 'contents' }}>
                <dt>{what}</dt>
                <dd>
                  {base} → {other}
                </dd>
              </div>
            ))}
          </dl>
        </Alert>
      )}
      {headline.length === 0 ? null : (
        <Panel title="Changes with their intervals">
          <ChangesChart metrics={headline} />
        </Panel>
      )}
      <Panel title="Every figure">
        <div className={styles['scroll']}>
          <table className={styles['table']} aria-label="Figures of both runs">
            <thead>
              <tr>
                <th scope="col">Figure</th>
                <th scope="col" className={styles['number']}>
                  First
                </th>
                <th scope="col" className={styles['number']}>
                  Second
                </th>
                <th scope="col">In words</th>
                <th scope="col" className={styles['number']}>
                  95% interval of the change
                </th>
              </tr>
            </thead>
            <tbody>
              {result.metrics.map((metric, index) => (
                <MetricLine key={`${String(index)} ${metric.testId} ${metric.metricId}`} metric={metric} />
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}

function ComparisonOf({ baseId, otherId }: { readonly baseId: string; readonly otherId: string }): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const action = useAction();
  const { value, error, loading, reload } = useAnswer(
    useCallback(() => benchmarks.compare(baseId, otherId), [benchmarks, baseId, otherId]),
  );
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
  if (value === null) return <Skeleton height={420} />;
  return (
    <>
      <Compared result={value} />
      <div>
        <Menu position="top-start">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              loading={action.running}
              leftSection={<IconFileExport size={14} aria-hidden />}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              Export the comparison
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {reportFormats.map(({ format, label }) => (
              <Menu.Item
                key={format}
                onClick={() => {
                  action.run(async () => {
                    const file = await benchmarks.report({ id: otherId, compareWith: baseId, format });
                    saveTextFile(file.fileName, file.text, file.mediaType);
                  });
                }}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {action.error === null ? null : <ErrorNotice error={action.error} />}
      </div>
    </>
  );
}

function optionOf(run: RunSummary): { readonly value: string; readonly label: string } {
  const from = run.origin === 'imported' ? `, ${run.machine}` : '';
  return { value: run.id, label: `${dateAndTime(run.startedAt)}, ${run.title}${from}` };
}

/** Two runs metric by metric; without a choice the newest beside the one before it. */
export function CompareView(): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { value: list, error, loading } = useStore(benchmarks.store, (state) => state.runs);
  if (list === null) {
    if (error === null) return <Skeleton height={300} />;
    return (
      <ErrorNotice
        error={error}
        retrying={loading}
        onRetry={() => {
          inBackground(benchmarks.loadRuns());
        }}
      />
    );
  }
  const { runs } = list;
  const pair = firstPair(runs, search);
  if (pair === null) {
    return (
      <Panel>
        <EmptyNote
          icon={IconArrowsDiff}
          title="There is nothing to compare yet"
          text="Measure twice, before and after a change, or import the share file of another machine."
          action={
            <LinkButton to="/benchmarks" search={{}}>
              Measure this machine
            </LinkButton>
          }
        />
      </Panel>
    );
  }
  const { base, other } = pair;
  const go = (next: { readonly base: string; readonly other: string }): void => {
    inBackground(navigate({ search: { view: 'compare', ...next }, replace: true }));
  };
  const data = runs.map(optionOf);
  return (
    <div className={styles['stack']}>
      <Panel>
        <div className={styles['choose']}>
          <Select
            className={styles['grow'] ?? ''}
            label="First"
            data={data}
            value={base}
            allowDeselect={false}
            searchable
            limit={mostOptions}
            onChange={(id) => {
              if (id !== null) go({ base: id, other });
            }}
          />
          <Button
            variant="default"
            aria-label="Exchange the two"
            onClick={() => {
              go({ base: other, other: base });
            }}
          >
            <IconArrowsExchange size={16} aria-hidden />
          </Button>
          <Select
            className={styles['grow'] ?? ''}
            label="Second"
            data={data}
            value={other}
            allowDeselect={false}
            searchable
            limit={mostOptions}
            onChange={(id) => {
              if (id !== null) go({ base, other: id });
            }}
          />
        </div>
        {base === other ? <p className={styles['groupText']}>A run beside itself: every figure has to show no difference.</p> : null}
      </Panel>
      <ComparisonOf baseId={base} otherId={other} />
    </div>
  );
}
