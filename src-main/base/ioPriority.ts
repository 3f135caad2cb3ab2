/** I/O priority as ioprio_get(2) and ioprio_set(2) pack it: the class in the bits from 13 on, the level in the lower three. */

const classes = ['none', 'realtime', 'best-effort', 'idle'] as const;
export type IoClass = (typeof classes)[number];

export interface AnyIoPriority {
  readonly class: IoClass;
  readonly level: number;
}

/** undefined for a class of a newer kernel. */
export function unpackIoPriority(packed: number): AnyIoPriority | undefined {
  const name = classes[packed >> 13];
  return name === undefined ? undefined : { class: name, level: packed & 7 };
}

/** The kernel takes no level for `none`, and before Linux 5.18 answered one nevertheless. */
export function packIoPriority({ class: name, level }: AnyIoPriority): number {
  const number = classes.indexOf(name);
  return number === 0 ? 0 : (number << 13) | level;
}

export function ioPriorityText({ class: name, level }: AnyIoPriority): string {
  return name === 'realtime' || name === 'best-effort' ? `${name} ${String(level)}` : name;
}
