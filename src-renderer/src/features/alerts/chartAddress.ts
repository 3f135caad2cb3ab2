/** Where the figures of an alert are drawn, at the moment it began. */
import type { Alert } from '../../../../src-main/contracts/alerts.ts';

export function chartAddress({ series, startedAt }: Pick<Alert, 'series' | 'startedAt'>): string {
  return `#/monitor?series=${encodeURIComponent(series)}&at=${String(Math.round(startedAt))}`;
}
