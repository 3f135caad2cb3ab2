/** The file that a disk test reads and writes: its own, on a real disk, in a folder that is gone afterwards. */
import { parseInteger, printable, selectedWord } from '../../../../base/text.ts';
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { ScratchFolder } from '../../../../services/ports.ts';
import { type MountedOn, mountOf } from '../../parse/mountInfo.ts';
import type { TestContext } from '../../suite/test.ts';
import { unavailable } from './tools.ts';

export interface DiskFile {
  /** Working folder of fio; the file is named relative to it, because fio gives colons and dollar signs in a path a meaning. */
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly label: string | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  remove(): Promise<void>;
}

/** Their files are memory, whatever O_DIRECT says (tmpfs takes it since Linux 6.6). */
const memoryFileSystems: readonly string[] = ['tmpfs', 'ramfs', 'devtmpfs'];
const networkFileSystems = /^(?:nfs4?|cifs|smb3|9p|ceph|glusterfs|virtiofs|fuse\..{1,64})$/;

/**
 * Opens a folder and fills a file in it; with `fill` false only the folder, for a test that writes its file itself.
 * @throws AppError benchmark.noSpace, benchmark.unavailable on a file system in memory, usage, cancelled
 */
export async function openDiskFile(context: TestContext, testId: string, bytes: number, fill = true): Promise<DiskFile> {
  const scratch = await context.scratch.open(context.parameters.folder, bytes);
  try {
    const place = describePlace(context, testId, scratch);
    const name = 'data';
    if (fill) await scratch.fill(name, bytes, context.signal);
    return {
      folder: scratch.path,
      name,
      bytes,
      label: place.label,
      parameters: { ...place.parameters, fileMiB: bytes / 1024 ** 2 },
      remove: () => removeQuietly(scratch),
    };
  } catch (error) {
    await removeQuietly(scratch);
    throw error;
  }
}

/** What is known before anything is opened: whether a folder of the user's choice lies in memory. */
export function diskNeeds({ host, parameters: { folder } }: TestContext): Availability {
  const mount = folder === null ? undefined : mountUnder(host, host.files.realPath(folder) ?? folder);
  if (mount === undefined || !memoryFileSystems.includes(mount.fileSystem)) return { state: 'ready' };
  return { state: 'missing', why: inMemory(mount), howToGet: chooseAnother };
}

const chooseAnother = 'choose a folder on a disk with the parameter folder';

function inMemory({ fileSystem }: MountedOn): string {
  return `the folder for disk tests lies on ${fileSystem}, which is memory and not a disk`;
}

function mountUnder(host: TestContext['host'], path: string): MountedOn | undefined {
  const mounts = host.files.read('/proc/self/mountinfo', 8 * 1024 ** 2);
  return mounts.ok ? mountOf(mounts.text, path) : undefined;
}

/** The next test that opens a folder there removes what could not be removed now. */
async function removeQuietly(scratch: ScratchFolder): Promise<void> {
  await scratch.remove().catch(() => undefined);
}

interface Place {
  readonly label: string | null;
  readonly parameters: Readonly<Record<string, string | number>>;
}

function describePlace({ host }: TestContext, testId: string, scratch: ScratchFolder): Place {
  const mount = mountUnder(host, scratch.path);
  if (mount === undefined) return { label: null, parameters: { fileSystem: 'unknown' } };
  const { fileSystem, device } = mount;
  if (memoryFileSystems.includes(fileSystem)) throw unavailable(testId, inMemory(mount), chooseAnother);
  const block = blockDevice(host, device);
  return {
    label: labelOf(fileSystem, block?.name),
    parameters: {
      fileSystem: printable(fileSystem),
      ...(block === undefined ? {} : { device: block.name }),
      ...(block?.scheduler === undefined ? {} : { scheduler: block.scheduler }),
      ...(block?.readAheadKiB === undefined ? {} : { readAheadKiB: block.readAheadKiB }),
    },
  };
}

function labelOf(fileSystem: string, device: string | undefined): string | null {
  if (networkFileSystems.test(fileSystem)) return `file system over ${printable(fileSystem)}, not a disk of this machine`;
  if (fileSystem === 'zfs') return 'ZFS, with a cache of its own that cannot be passed by';
  if (device?.startsWith('loop') === true) return 'loop device: a file on another file system';
  if (device?.startsWith('zram') === true || device?.startsWith('ram') === true) return 'disk in memory';
  return null;
}

interface BlockDevice {
  readonly name: string;
  readonly scheduler: string | undefined;
  readonly readAheadKiB: number | undefined;
}

/** undefined for file systems without a device of their own, such as btrfs or overlay. */
function blockDevice(host: TestContext['host'], device: string): BlockDevice | undefined {
  if (!/^\d{1,5}:\d{1,8}$/.test(device)) return undefined;
  const folder = host.files.realPath(`/sys/dev/block/${device}`);
  if (folder === undefined) return undefined;
  // A partition has its queue in the folder of its disk.
  const disk = host.files.exists(`${folder}/queue`) ? folder : folder.slice(0, folder.lastIndexOf('/'));
  const read = (name: string): string | undefined => {
    const result = host.files.read(`${disk}/queue/${name}`);
    return result.ok ? result.text : undefined;
  };
  return {
    name: printable(disk.slice(disk.lastIndexOf('/') + 1)).slice(0, 64),
    scheduler: selectedWord(read('scheduler') ?? '')?.slice(0, 32),
    readAheadKiB: parseInteger(read('read_ahead_kb') ?? ''),
  };
}
