/** Whether an action on a process is within the user's own right, as the kernel decides it. Pure. */
import type { ProcessAdjustment, ProcessTable } from '../../../../src-main/contracts/processes.ts';

/** own: no password; ask: administrator rights are needed; either: it is tried, and asked for if refused. */
export type Way = 'own' | 'ask' | 'either';

export interface Me {
  readonly uid: number;
  /** Name of the user as the table writes it; null when it could not be told. */
  readonly user: string | null;
}

/** Who the service acts for: its own process is in the table too. */
export function meIn(table: ProcessTable | null, service: { readonly pid: number; readonly uid: number } | null): Me | null {
  if (service === null) return null;
  if (service.uid === 0) return { uid: 0, user: 'root' };
  const row = table?.pid.indexOf(service.pid) ?? -1;
  return { uid: service.uid, user: row === -1 ? null : (table?.user[row] ?? null) };
}

function ownership(me: Me | null, user: string): Way {
  if (me?.uid === 0) return 'own';
  if (me === null || me.user === null) return 'either';
  return me.user === user ? 'own' : 'ask';
}

/** A signal needs the same user (kill(2)). */
export function wayOfSignal(me: Me | null, user: string): Way {
  return ownership(me, user);
}

/**
 * Own processes may be made less important, not more: setpriority(2) wants CAP_SYS_NICE for a lower nice value,
 * ioprio_set(2) CAP_SYS_ADMIN or CAP_SYS_NICE for the realtime class. The CPUs of an own process are free (sched_setaffinity(2)).
 */
export function wayOfAdjustment(me: Me | null, user: string, nice: number, change: ProcessAdjustment): Way {
  const owner = ownership(me, user);
  if (owner !== 'own' || me?.uid === 0) return owner;
  if (change.nice !== undefined && change.nice < nice) return 'ask';
  return change.ioPriority?.class === 'realtime' ? 'ask' : 'own';
}

export const wayWords: Readonly<Record<Way, string>> = {
  own: 'You may do this by your own right.',
  ask: 'Needs administrator rights: you are asked for the password.',
  either: 'Tried by your own right; if that is not enough, you are asked for the password.',
};
