import type { ReactElement } from 'react';
import type { Score } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { numberText } from '../model/figures.ts';
import { areaWords } from '../model/words.ts';

/** Above this many, names say less than their number. */
const mostNames = 8;

function leftOutText({ missing }: Score): string {
  if (missing.length === 0) return '';
  const more = missing.length > mostNames ? ` and ${String(missing.length - mostNames)} more` : '';
  return ` Left out: ${missing.slice(0, mostNames).join(', ')}${more}.`;
}

/** The score against the reference run. It stands above the raw figures and never instead of them. */
export function ScorePanel({ score, isReference }: { readonly score: Score | null; readonly isReference: boolean }): ReactElement {
  if (score === null) {
    return (
      <Panel title="Score">
        <p className="dim" style={{ margin: 0 }}>
          {isReference
            ? 'This is the reference run: the scores of other runs are relative to it.'
            : 'There is none: no figure has an interval in this run and in the reference run. The figures below stand for themselves.'}
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Score">
      <div className={styles['score']}>
        <div className={styles['scoreTotal']}>{numberText(score.total)}</div>
        <dl className={styles['parts']}>
          {score.parts.map((part) => (
            <div key={part.area}>
              <dt>{areaWords[part.area]}</dt>
              <dd>{numberText(part.score)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className={styles['groupText']}>
        100 is the reference run; more is better. Geometric mean of the headline figures that have an interval in both runs.
        {leftOutText(score)}
      </p>
    </Panel>
  );
}
