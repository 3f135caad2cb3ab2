import { useStore } from 'zustand';
import { severityWords, worstOf } from '../features/alerts/words.ts';
import { useFeatures } from './context.ts';
import type { PageEntry } from './pages.ts';

export interface Attention {
  readonly count: number;
  /** The number in words, for the pointer and for screen readers. */
  readonly why: string;
  readonly tone: 'warn' | 'danger' | 'quiet';
}

const tones = { critical: 'danger', warning: 'warn', info: 'quiet' } as const;

/** What waits for the user, by page. */
export function useAttention(): Readonly<Partial<Record<PageEntry['path'], Attention>>> {
  const { tuning, alerts } = useFeatures();
  const drifted = useStore(tuning.store, (state) => state.status.value?.drifted.length ?? 0);
  const active = useStore(alerts.store, (state) => state.active.value?.alerts);
  const worst = worstOf(active ?? []);
  return {
    ...(drifted === 0 ? {} : { '/tuning': { count: drifted, why: 'settings drifted', tone: 'warn' } }),
    ...(worst === null || active === undefined
      ? {}
      : {
          '/alerts': {
            count: active.length,
            why: `${active.length === 1 ? 'active alert' : 'active alerts'}, the worst is ${severityWords[worst].label}`,
            tone: tones[worst],
          },
        }),
  };
}
