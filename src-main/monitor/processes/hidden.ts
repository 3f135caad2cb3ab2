/** Whether /proc is mounted so that it hides the processes of others (kernel documentation: filesystems/proc, hidepid). */

export interface OwnIdentity {
  readonly uid: number;
  readonly groups: readonly number[];
}

/** `mounts` is /proc/self/mounts. Pure. */
export function hidesProcesses(mounts: string, own: OwnIdentity): boolean {
  let options: readonly string[] = [];
  for (const line of mounts.split('\n')) {
    const [, point, type, flags] = line.split(' ', 4);
    // The last one mounted over the others is the one that is seen.
    if (point === '/proc' && type === 'proc') options = (flags ?? '').split(',');
  }
  const mode = options.find((option) => option.startsWith('hidepid='))?.slice('hidepid='.length);
  if (mode === undefined || mode === '0' || mode === 'off' || own.uid === 0) return false;
  // fs/proc/base.c, has_pid_permissions: the group sees all, unless only what may be traced is shown.
  if (mode === '4' || mode === 'ptraceable') return true;
  const group = options.find((option) => option.startsWith('gid='))?.slice('gid='.length) ?? '0';
  return !own.groups.includes(Number(group));
}
