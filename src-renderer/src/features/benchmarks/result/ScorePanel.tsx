import type { ReactElement } from 'react';
import type { Score } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { areaWords } from '../model/words.ts';

/** The score against the reference run. It stands above the raw figures and never instead of them. */
export function ScorePanel({ score, isReference }: { readonly score: Score | null; readonly isReference: boolean }): ReactElement {
  if (score === null) {
    return (
      <Panel title="Score">
        <p className="dim" style={{ margin: 0 }}>
          There is none: this run shares no figure with the reference run. The figures below stand for themselves.
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Score">
      <div className={styles['score']}>
        <div className={styles['scoreTotal']}>{score.total.toFixed(1)}</div>
        <dl className={styles['parts']}>
          {score.parts.map((part) => (
            <div key={part.area}>
              <dt>{areaWords[part.area]}</dt>
              <dd>{part.score.toFixed(1)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className={styles['groupText']}>
        {isReference
          ? 'This is the reference run: it is 100 by definition.'
          : '100 is the reference run; more is better. Geometric mean of the headline figures that both runs have.'}
        {score.missing.length === 0 ? '' : ` Left out, because only one of the two has it: ${score.missing.join(', ')}.`}
      </p>
    </Panel>
  );
}
