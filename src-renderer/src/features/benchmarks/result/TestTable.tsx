import { Fragment, type ReactElement } from 'react';
import type { MetricResult, TestResult } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../BenchmarksPage.module.css';
import { GateMarks } from '../GateMarks.tsx';
import { medianWords, percentSize } from '../model/figures.ts';
import { areas, areaWords, directionWords, sampleMarks } from '../model/words.ts';
import { SampleStrip } from './SampleStrip.tsx';
import { SeriesChart } from './SeriesChart.tsx';

function MetricRow({ test, metric }: { readonly test: TestResult; readonly metric: MetricResult }): ReactElement {
  const { summary } = metric;
  if (summary === null) {
    return (
      <tr>
        <td>{metric.title}</td>
        <td colSpan={5} className={styles['side']}>
          no round ended
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <td className={metric.headline ? undefined : styles['side']}>{metric.title}</td>
      <td className={`${styles['number'] ?? ''} ${metric.headline ? (styles['big'] ?? '') : ''}`}>
        <span title={directionWords(metric.direction)}>{medianWords(summary, metric.unit)}</span>
      </td>
      <td className={`${styles['number'] ?? ''} ${styles['side'] ?? ''}`}>
        {summary.halfWidthPercent === null ? 'no interval' : `± ${percentSize(summary.halfWidthPercent)}`}
      </td>
      <td className={`${styles['number'] ?? ''} ${styles['side'] ?? ''}`}>{summary.count}</td>
      <td>
        <SampleStrip metric={metric} />
      </td>
      <td>
        <div className={styles['badges']}>
          {sampleMarks(summary).map((wording) => (
            <WordBadge key={wording.label} wording={wording} focusable />
          ))}
          {metric.headline ? (
            <LinkButton
              to="/benchmarks"
              search={{ view: 'trend', test: test.testId, metric: metric.id }}
              size="compact-xs"
              variant="subtle"
              aria-label={`Trend of ${test.title}, ${metric.title}`}
            >
              Trend
            </LinkButton>
          ) : null}
        </div>
      </td>
    </tr>
  );
}

function TestRows({ test }: { readonly test: TestResult }): ReactElement {
  const tool = test.tool === null ? '' : ` Done by ${test.tool.name} ${test.tool.version}.`;
  return (
    <Fragment>
      <tr className={styles['testHead']}>
        <td colSpan={6}>
          <div className={styles['lineTitle']}>
            {test.title}
            {test.label === null ? null : (
              <WordBadge wording={{ label: test.label, hint: `What this figure really is: ${test.label}.`, color: 'ember' }} focusable />
            )}
          </div>
          <div className={styles['lineText']}>
            {test.method}
            {tool}
          </div>
          {test.marks.length === 0 ? null : (
            <div style={{ marginTop: '0.375rem' }}>
              <GateMarks marks={test.marks} label={`Marks of ${test.title}`} />
            </div>
          )}
        </td>
      </tr>
      {[...test.metrics]
        .sort((a, b) => Number(b.headline) - Number(a.headline))
        .map((metric, index) => (
          <MetricRow key={`${String(index)} ${metric.id}`} test={test} metric={metric} />
        ))}
      {test.series.map((series, index) => (
        <tr key={`${String(index)} ${series.id}`}>
          <td colSpan={6}>
            <SeriesChart series={series} />
          </td>
        </tr>
      ))}
    </Fragment>
  );
}

/** Measured figures by area: median, how sure it is, how many samples, the samples themselves, and what speaks against them. */
export function TestTables({ tests }: { readonly tests: readonly TestResult[] }): ReactElement {
  const shown = tests.filter((test) => test.metrics.some((metric) => metric.summary !== null));
  return (
    <>
      {areas
        .filter((area) => shown.some((test) => test.area === area))
        .map((area) => (
          <Panel key={area} title={areaWords[area]}>
            <div className={styles['scroll']}>
              <table className={styles['table']} aria-label={`Figures of ${areaWords[area]}`}>
                <thead>
                  <tr>
                    <th scope="col">Figure</th>
                    <th scope="col" className={styles['number']}>
                      Median and its interval
                    </th>
                    <th scope="col" className={styles['number']}>
                      Sure to
                    </th>
                    <th scope="col" className={styles['number']}>
                      Samples
                    </th>
                    <th scope="col">In their order</th>
                    <th scope="col">What to know</th>
                  </tr>
                </thead>
                <tbody>
                  {shown
                    .filter((test) => test.area === area)
                    .map((test, index) => (
                      // An imported file may name a test twice.
                      <TestRows key={`${String(index)} ${test.testId}`} test={test} />
                    ))}
                </tbody>
              </table>
            </div>
          </Panel>
        ))}
    </>
  );
}

/** What was not measured, with the reason and the way to get it. */
export function UnmeasuredTests({ tests }: { readonly tests: readonly TestResult[] }): ReactElement | null {
  const left = tests.filter((test) => test.state !== 'measured');
  if (left.length === 0) return null;
  const words = { skipped: 'skipped', failed: 'failed', cancelled: 'stopped', measured: '' } as const;
  return (
    <Panel title={`Not measured: ${String(left.length)}`}>
      <ul className={styles['plain']} style={{ gap: 0 }} aria-label="Tests that were not measured">
        {left.map((test, index) => (
          <li key={`${String(index)} ${test.testId}`} className={styles['line']}>
            <span className={styles['lineTitle']}>{test.title}</span>
            <span className={styles['aside']}>{words[test.state]}</span>
            <span className={styles['lineText']}>{test.why ?? 'No reason was given.'}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
