/** Devices that come and go in a folder of /sys/class. */

export interface Source {
  readonly identity: string;
  readonly folder: string;
  close(): void;
}

/** Keeps, with their descriptors, the sources that are still the same device; closes those that are not. */
export function refresh<S extends Source>(
  old: readonly S[],
  folders: readonly string[],
  identityOf: (folder: string) => string,
  create: (folder: string) => S,
): readonly S[] {
  const next = folders.map((folder) => {
    const identity = identityOf(folder);
    return old.find((source) => source.folder === folder && source.identity === identity) ?? create(folder);
  });
  for (const source of old) if (!next.includes(source)) source.close();
  return next;
}
