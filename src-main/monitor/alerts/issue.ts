/** What is wrong with a set of rules: the field, and what would be right. */
import type { AlertRules } from '../../contracts/alerts.ts';

export interface Issue {
  readonly field: string;
  readonly problem: string;
}

export type Checked = { readonly rules: AlertRules } | { readonly issues: readonly Issue[] };

/** A document can be wrong in every field; nobody reads more than this, and an answer stays small. */
export const maxIssues = 50;

/** `rules[3].condition.value: must be a number; …`, cut to what fits a line or two. */
export function issueText(issues: readonly Issue[]): string {
  const shown = issues.slice(0, 3).map(({ field, problem }) => (field === '' ? problem : `${field}: ${problem}`));
  const more = issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}
