import type { ReactElement } from 'react';
import type { ProofReport, Trial } from '../../../../../src-main/contracts/proof.ts';
import { counted, upperFirst } from '../../../lib/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { tookText } from '../../benchmarks/model/figures.ts';
import { changeWords, intervalWords } from '../../benchmarks/model/words.ts';
import { armSamples } from '../model/arms.ts';
import { gainOf } from '../model/gain.ts';
import { sentenceOf, verdictWords } from '../model/words.ts';
import { ArmChart } from './ArmChart.tsx';
import { GainChart } from './GainChart.tsx';

export interface TrialPanelProps {
  readonly trial: Trial;
  readonly report: Pick<ProofReport, 'unit' | 'direction' | 'input'>;
}

/** One trial: what was set, every measurement in its order, the gain with its interval, and what else was watched. */
export function TrialPanel({ trial, report }: TrialPanelProps): ReactElement {
  const { comparison, guards } = trial;
  const samples = armSamples(trial);
  const gain = comparison === null ? null : gainOf(comparison, report.direction);
  return (
    <Panel title={trial.title} action={<WordBadge wording={verdictWords[trial.verdict]} focusable />}>
      <p style={{ margin: '0 0 0.5rem', fontSize: '0.875rem' }}>
        {comparison === null ? null : (
          <>
            <strong>{upperFirst(changeWords(comparison, report.unit, report.direction))}</strong>, interval {intervalWords(comparison)}.{' '}
          </>
        )}
        {sentenceOf(trial.why)}
      </p>
      {gain === null ? null : <GainChart gain={gain} minGainPercent={report.input.minGainPercent} verdict={trial.verdict} />}
      {samples.length === 0 ? null : <ArmChart samples={samples} unit={report.unit} what={trial.title} />}
      {guards.length === 0 ? null : (
        <ul className={styles['plain']} style={{ gap: 0, marginTop: '0.5rem' }} aria-label={`What else was watched during ${trial.title}`}>
          {guards.map((guard, index) => (
            <li key={`${String(index)} ${guard.id}`} className={styles['line']}>
              <span className={styles['lineTitle']}>{guard.title}</span>
              <WordBadge
                wording={
                  guard.tripped
                    ? { label: 'got worse', hint: 'More than is allowed, so the candidate is not kept.', color: 'madder' }
                    : { label: 'fine', hint: 'Did not get worse than is allowed.', color: 'gray' }
                }
                focusable
              />
              <span className={styles['lineText']}>{sentenceOf(guard.why)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles['groupText']}>
        {trial.round === 'final' ? 'Last round, with measurements of its own' : 'First look'}: {counted(trial.stock.length, 'time')} stock
        and {counted(trial.candidate.length, 'time')} the candidate in {tookText(trial.seconds)}.
      </p>
    </Panel>
  );
}
