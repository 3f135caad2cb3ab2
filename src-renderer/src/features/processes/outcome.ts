/** What an action on a process did, in words. Pure. */
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import { planStateWords } from '../tuning/words.ts';
import type { AdjustResult, ProcessSignal, SignalResult } from './processesStore.ts';

export interface Outcome {
  readonly text: string;
  /** It was a Plan, which History shows. */
  readonly plan: boolean;
  readonly good: boolean;
}

function wayText(way: 'own' | 'plan', record: PlanRecord | null, good: boolean): string {
  const verb = good ? 'Done' : 'Tried';
  if (way === 'own') return `${verb} by your own right.`;
  if (record === null) return `${verb} with administrator rights.`;
  return `${verb} with administrator rights, as the Plan “${record.title}”: ${planStateWords[record.state].label}.`;
}

const done: Readonly<Record<ProcessSignal, string>> = {
  TERM: 'It was asked to end, and is still there: it may need a moment, or be busy ending.',
  KILL: 'It was killed, and is still there: it waits for a device or a disk that does not answer.',
  INT: 'It was interrupted.',
  HUP: 'It was told that its terminal is gone.',
  STOP: 'It is paused.',
  CONT: 'It goes on.',
  USR1: 'The signal was sent.',
  USR2: 'The signal was sent.',
};

/** A Plan that was undone did not do what was asked for. */
function failed(record: PlanRecord | null): boolean {
  return record?.state === 'undone' || record?.state === 'partlyUndone';
}

export function signalOutcome(signal: ProcessSignal, { way, record, ended }: SignalResult): Outcome {
  const good = !failed(record);
  const first = !good ? 'It did not work.' : ended ? 'It has ended.' : done[signal];
  return { text: `${first} ${wayText(way, record, good)}`, plan: record !== null, good };
}

export function adjustOutcome({ way, record }: AdjustResult): Outcome {
  const good = !failed(record);
  return { text: `${good ? 'Changed, and read back.' : 'It did not work.'} ${wayText(way, record, good)}`, plan: record !== null, good };
}
