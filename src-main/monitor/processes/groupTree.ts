/** Finds the control groups worth showing below one mount point: breadth first, bounded, a few folders per macrotask. */
import { type GroupKind, groupName } from './groupName.ts';
import { nextTurn, type ProcFiles } from './procFiles.ts';

export interface FoundGroup {
  /** Below the mount point, with a slash in front. */
  readonly path: string;
  readonly name: string;
  readonly kind: GroupKind;
  /** Paths of everything inside, the group itself first; undefined when not all of it was walked. */
  readonly inside: readonly string[] | undefined;
}

/** What the contract shows at most, and what is walked for it. */
export const maxGroups = 500;
const maxFolders = 4000;
const maxDepth = 12;
const sliceSize = 16;

interface Folder {
  readonly path: string;
  readonly depth: number;
  /** The shown groups that it lies in, itself included. */
  readonly shownIn: readonly Draft[];
  /** Inside a container or a unit: what has no type of its own there is its own affair. */
  readonly inContainer: boolean;
  readonly inUnit: boolean;
}

interface Draft extends FoundGroup {
  inside: string[] | undefined;
}

/** Rejects never; an unreadable folder is as if it had nothing inside. */
export async function findGroups(proc: ProcFiles, mount: string): Promise<readonly FoundGroup[]> {
  const found: Draft[] = [];
  const queue: Folder[] = [{ path: '', depth: 0, shownIn: [], inContainer: false, inUnit: false }];
  let walked = 0;
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (walked >= maxFolders || folder.depth >= maxDepth) {
      for (const group of folder.shownIn) group.inside = undefined;
      continue;
    }
    walked += 1;
    if (walked % sliceSize === 0) await nextTurn();
    for (const name of childNames(proc, mount + folder.path)) {
      const child = childOf(folder, name);
      queue.push(child.folder);
      if (child.draft !== undefined && found.length < maxGroups) found.push(child.draft);
    }
  }
  return found;
}

function childOf(parent: Folder, name: string): { readonly folder: Folder; readonly draft: Draft | undefined } {
  const path = `${parent.path}/${name}`;
  const said = groupName(name);
  const draft: Draft | undefined = isShown(said.kind, parent) ? { path, ...said, inside: [] } : undefined;
  const shownIn = draft === undefined ? parent.shownIn : [...parent.shownIn, draft];
  for (const group of shownIn) group.inside?.push(path);
  const inContainer = parent.inContainer || said.kind === 'container';
  const inUnit = parent.inUnit || said.kind === 'service' || said.kind === 'scope';
  return { draft, folder: { path, depth: parent.depth + 1, shownIn, inContainer, inUnit } };
}

/** Slices at the top only: below, they merely arrange services. */
function isShown(kind: GroupKind, parent: Folder): boolean {
  if (parent.inContainer) return false;
  if (kind === 'slice') return parent.depth === 0;
  if (kind === 'other') return parent.depth <= 1 && !parent.inUnit;
  return true;
}

/** A folder counts its own folders in its links, so that most need not be listed. */
function childNames(proc: ProcFiles, folder: string): readonly string[] {
  return proc.links(folder) === 2 ? [] : (proc.folders(folder) ?? []);
}
