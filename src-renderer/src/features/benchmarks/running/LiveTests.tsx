import { Badge, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import type { TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import type { MetricResult, TestResult } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../BenchmarksPage.module.css';
import { medianWords } from '../model/figures.ts';
import { type LiveRun, type LiveTest, testsDone } from '../model/liveRun.ts';
import { testStateWords } from '../model/words.ts';

function headline(test: TestResult): MetricResult | undefined {
  return test.metrics.find((metric) => metric.headline && metric.summary !== null);
}

function Ended({ test }: { readonly test: TestResult }): ReactElement {
  const metric = headline(test);
  const figure = metric?.summary == null ? null : medianWords(metric.summary, metric.unit);
  return (
    <li className={styles['line']}>
      <span className={styles['lineTitle']}>{test.title}</span>
      {test.state === 'measured' && figure !== null ? (
        <span className={styles['number']}>{figure}</span>
      ) : (
        <WordBadge wording={testStateWords[test.state]} focusable />
      )}
      {test.why === null ? null : <span className={styles['lineText']}>{test.why}</span>}
    </li>
  );
}

/** Of a test whose turn comes again, or that is not kept yet. */
function figureOf(test: LiveTest | undefined): string {
  return test?.summary == null ? '' : medianWords(test.summary, test.unit ?? '');
}

/** The tests of the run: what ended with its figure, what is at work, and how many are still to come. */
export function LiveTests({ live, tests }: { readonly live: LiveRun; readonly tests: readonly TestInfo[] }): ReactElement {
  const known = new Set(live.ended.map((test) => test.testId));
  const titleOf = (id: string): string => tests.find((test) => test.id === id)?.title ?? id;
  const waiting = live.seen.filter((id) => !known.has(id));
  const left = Math.max(0, live.total - live.ended.length - waiting.length);
  return (
    <Panel title={`Tests: ${String(testsDone(live))} of ${String(live.total)} done`}>
      <ul className={styles['plain']} style={{ gap: 0 }} aria-label="Tests of this run">
        {waiting
          .slice()
          .reverse()
          .map((id) => (
            <li key={id} className={styles['line']}>
              <span className={styles['lineTitle']}>{titleOf(id)}</span>
              {id === live.testId ? (
                <Badge color="dusk" leftSection={<Loader size={10} color="var(--hecate-info)" />}>
                  at work
                </Badge>
              ) : (
                <span className={styles['number']}>{figureOf(live.others.get(id))}</span>
              )}
            </li>
          ))}
        {left === 0 ? null : (
          <li className={styles['line']}>
            <span className={styles['lineText']}>{left === 1 ? '1 more test to come' : `${String(left)} more tests to come`}</span>
          </li>
        )}
        {live.ended
          .slice()
          .reverse()
          .map((test) => (
            <Ended key={test.testId} test={test} />
          ))}
      </ul>
    </Panel>
  );
}
