/**
 * What a write to one file of a disk's queue changes in others. A new I/O scheduler comes with the queue length and the
 * settings that it starts with (block/elevator.c, block/blk-mq-sched.c), bfq turns the throttling of write-back off and
 * on again (block/blk-wbt.c), and mq-deadline follows a change of the queue length with its async_depth. Nobody asked
 * for those changes, so whoever takes the write back has to take them back, too.
 */
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';

/** Values by their path in the queue folder. */
export type Companions = Readonly<Record<string, string>>;

/** Follows the queue length; older kernels have it among the settings of the scheduler. */
const depths = ['async_depth', 'iosched/async_depth'] as const;

/**
 * The closed list, in the order in which they are written: a value may change the ones behind it.
 * Sources: Documentation/block/{deadline-iosched,kyber-iosched,bfq-iosched,queue-sysfs}.rst.
 */
const companionsOf: Readonly<Record<string, readonly string[]>> = {
  nr_requests: depths,
  scheduler: [
    'nr_requests',
    ...depths,
    'wbt_lat_usec',
    ...[
      ...['read_expire', 'write_expire', 'writes_starved', 'front_merges', 'fifo_batch', 'prio_aging_expire'],
      ...['read_lat_nsec', 'write_lat_nsec'],
      ...['back_seek_max', 'back_seek_penalty', 'fifo_expire_async', 'fifo_expire_sync', 'low_latency', 'timeout_sync', 'max_budget'],
      // Milliseconds before microseconds of the same setting.
      ...['strict_guarantees', 'slice_idle', 'slice_idle_us'],
    ].map((name) => `iosched/${name}`),
  ],
};

interface Place {
  readonly folder: string;
  readonly names: readonly string[];
}

function placeOf(path: string): Place | null {
  const parts = /^(\/sys\/block\/[^/]+\/queue)\/([a-z_]+)$/.exec(path);
  const [, folder, file] = parts ?? [];
  const names = file !== undefined && Object.hasOwn(companionsOf, file) ? companionsOf[file] : undefined;
  return folder === undefined || names === undefined ? null : { folder, names };
}

/** undefined: this kernel or this scheduler does not have it. */
function wholeNumber(file: string, machine: Machine): string | undefined {
  const found = machine.read(file);
  const text = found.ok ? found.text.trim() : '';
  return /^-?\d{1,16}$/.test(text) ? text : undefined;
}

/** undefined for a file that changes no other. */
export function captureCompanions(path: string, machine: Machine): Companions | undefined {
  const place = placeOf(path);
  if (place === null) return undefined;
  const found = place.names.flatMap((name) => {
    const value = wholeNumber(`${place.folder}/${name}`, machine);
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The files that hold another value than they did, with that value; one that is not there now cannot be wrong. */
function differing(path: string, companions: Companions, machine: Machine): readonly (readonly [file: string, value: string])[] {
  const place = placeOf(path);
  if (place === null) return [];
  return place.names.flatMap((name) => {
    const value = companions[name];
    const file = `${place.folder}/${name}`;
    const now = wholeNumber(file, machine);
    return value === undefined || now === undefined || now === value ? [] : [[file, value] as const];
  });
}

export function companionsAreBack(path: string, companions: Companions | undefined, machine: Machine): boolean {
  return companions === undefined || differing(path, companions, machine).length === 0;
}

/** To be called when the file itself has its old value back. Throws Refusal. */
export function restoreCompanions(path: string, companions: Companions | undefined, machine: Machine): void {
  if (companions === undefined) return;
  // Looked at anew after each write, which may have changed those behind it.
  const written = new Set<string>();
  for (;;) {
    const next = differing(path, companions, machine).find(([file]) => !written.has(file));
    if (next === undefined) break;
    const [file, value] = next;
    written.add(file);
    machine.writeKernelFile(file, value);
  }
  const [left] = differing(path, companions, machine);
  if (left !== undefined) throw new Refusal('value', `${left[0]} did not take its old value ${left[1]} back`);
}
