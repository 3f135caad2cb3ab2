import type { ReactElement } from 'react';
import type { GateMark } from '../../../../src-main/contracts/benchmarkResult.ts';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './BenchmarksPage.module.css';
import { severityWords } from './model/words.ts';

const rank = { blocking: 0, warning: 1, note: 2 } as const;

/** What makes figures worth less, the worst first. */
export function GateMarks({ marks, label }: { readonly marks: readonly GateMark[]; readonly label: string }): ReactElement | null {
  if (marks.length === 0) return null;
  return (
    <ul className={styles['marks']} aria-label={label}>
      {[...marks]
        .sort((a, b) => rank[a.severity] - rank[b.severity])
        .map((mark, index) => (
          // An imported file may say the same twice.
          <li key={`${String(index)} ${mark.text}`} className={styles['mark']}>
            <WordBadge wording={severityWords[mark.severity]} focusable />
            <span>{mark.text}</span>
          </li>
        ))}
    </ul>
  );
}
