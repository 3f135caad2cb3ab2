/** Which file systems are worth a figure, from the mount table (proc_pid_mounts(5), proc_pid_mountinfo(5)). Pure. */
import { printable } from '../../base/text.ts';

export interface Mount {
  /** As the kernel knows it, for system calls. */
  readonly path: string;
  readonly mountPoint: string;
  readonly device: string;
  readonly type: string;
  readonly readOnly: boolean;
  /** Its answers come over the network or from another program, and may not come at all. */
  readonly remote: boolean;
}

interface Entry {
  readonly path: string;
  readonly source: string;
  readonly type: string;
  readonly options: string;
  /** What is mounted there: file system (and, where known, its folder that is shown). */
  readonly fileSystem: string;
  readonly root: string;
}

/** File systems of another machine, or of a program (FUSE has them as `fuse.name`). */
const remoteTypes = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'ncpfs',
  'afs',
  'ceph',
  'lustre',
  'gpfs',
  'beegfs',
  'orangefs',
  'ocfs2',
  'gfs2',
  'glusterfs',
  '9p',
  'virtiofs',
  'vboxsf',
  'vmhgfs',
]);
/** Programs that show other files, or none, as a file system. */
const pseudoFuse = /^fuse\.(?:gvfsd-fuse|portal|lxcfs|snapfuse|squashfuse(?:_ll)?|rootlesskit.*|fuse-overlayfs|.*\.AppImage|archivemount)$/;
/** Made once and full from then on: how full they are says nothing. */
const images = new Set(['squashfs', 'iso9660', 'erofs', 'cramfs', 'romfs']);
/** Where containers and credentials are mounted: the storage behind them is counted where it is mounted itself. */
const internal =
  /^\/(?:proc|sys|dev|run\/credentials|run\/docker|run\/containerd|var\/lib\/(?:docker|containers|containerd|kubelet|lxd?|snapd)|snap)(?:\/|$)/;
/** Single files that container engines put over those of the image. */
const containerFiles = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);
const maxMounts = 256;

/** `mounts` is the text of /proc/self/mounts. */
export function parseMounts(mounts: string): readonly Mount[] {
  return select(
    mounts.split('\n').flatMap((line): Entry[] => {
      const [source, path, type, options] = line.split(' ');
      if (source === undefined || path === undefined || type === undefined || options === undefined) return [];
      return [{ path: unescaped(path), source: unescaped(source), type, options, fileSystem: unescaped(source), root: '/' }];
    }),
  );
}

/** `mountinfo` is the text of /proc/self/mountinfo, which also tells the device number and the folder that is mounted. */
export function parseMountinfo(mountinfo: string): readonly Mount[] {
  return select(
    mountinfo.split('\n').flatMap((line): Entry[] => {
      const separator = line.indexOf(' - ');
      if (separator === -1) return [];
      const [, , fileSystem, root, path, options] = line.slice(0, separator).split(' ');
      const [type, source, superOptions] = line.slice(separator + 3).split(' ');
      if (fileSystem === undefined || root === undefined || path === undefined || options === undefined) return [];
      if (type === undefined || source === undefined) return [];
      const allOptions = superOptions === undefined ? options : `${options},${superOptions}`;
      return [{ path: unescaped(path), source: unescaped(source), type, options: allOptions, fileSystem, root: unescaped(root) }];
    }),
  );
}

/** `\040` and its like for blank, tab, line feed and backslash (mangle in fs/proc_namespace.c). Bytes above 127 are as they are. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([01][0-7]{2})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function select(entries: readonly Entry[]): readonly Mount[] {
  // What is mounted later over the same folder hides what was there.
  const visible = new Map<string, Entry>();
  for (const entry of entries) {
    visible.delete(entry.path);
    visible.set(entry.path, entry);
  }
  const byFileSystem = new Map<string, Entry>();
  for (const entry of visible.values()) {
    if (!isReal(entry)) continue;
    const kept = byFileSystem.get(entry.fileSystem);
    if (kept === undefined || isBetter(entry, kept)) byFileSystem.set(entry.fileSystem, entry);
  }
  return [...byFileSystem.values()].slice(0, maxMounts).map(toMount);
}

function isRemote(type: string): boolean {
  return remoteTypes.has(type) || type === 'fuse' || type.startsWith('fuse.');
}

function isReal({ path, type, source }: Entry): boolean {
  if (internal.test(path) || containerFiles.has(path) || images.has(type) || pseudoFuse.test(type)) return false;
  if (source.startsWith('/dev/') || isRemote(type) || type === 'zfs') return true;
  // Memory is counted as memory; but a full /tmp stops programs, whatever it is made of.
  if (type === 'tmpfs') return path === '/tmp';
  // The storage of a container, as it sees it.
  return type === 'overlay' && path === '/';
}

/** One entry for each file system: where its top is mounted rather than where a part of it is (bind mounts, subvolumes), else the shortest path. */
function isBetter(entry: Entry, kept: Entry): boolean {
  if (entry.path === '/' || kept.path === '/') return entry.path === '/';
  const isTop = entry.root === '/';
  if (isTop !== (kept.root === '/')) return isTop;
  return entry.path.length < kept.path.length;
}

function toMount({ path, source, type, options }: Entry): Mount {
  return {
    path,
    mountPoint: printable(path),
    device: printable(source),
    type: printable(type),
    readOnly: options.split(',').includes('ro'),
    remote: isRemote(type) || type === 'fuseblk',
  };
}
