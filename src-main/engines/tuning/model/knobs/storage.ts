/** Disks: scheduler, read-ahead and queue, one knob for each kind of disk. */
import type { StorageDevice } from '../../../../contracts/hardware.ts';
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { okValue } from '../../../../contracts/value.ts';
import { blockKnob } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo, type Want } from '../knob.ts';
import { sources } from './sources.ts';

/** What sets one kind of disk apart from the others. */
interface DiskKind {
  readonly kind: StorageDevice['kind'];
  readonly name: string;
  /** udev(7) match. USB disks look like SATA ones apart from where they hang. */
  readonly match: string;
  /** Schedulers in order of preference; the first that every disk offers is taken. */
  readonly schedulers: readonly string[];
  readonly schedulerWhy: string;
}

/** Partitions have no queue of their own. */
const wholeDisk = 'SUBSYSTEM=="block", ENV{DEVTYPE}=="disk"';
const scsiDisk = `${wholeDisk}, KERNEL=="sd*", DEVPATH!="*/usb[0-9]*"`;

const diskKinds: readonly DiskKind[] = [
  {
    kind: 'nvme',
    name: 'NVMe disks',
    match: `${wholeDisk}, KERNEL=="nvme[0-9]*"`,
    schedulers: ['none'],
    schedulerWhy: 'the disk sorts its own many queues; a scheduler only costs processor time',
  },
  {
    kind: 'sataSsd',
    name: 'SATA SSDs',
    match: `${scsiDisk}, ATTR{queue/rotational}=="0"`,
    schedulers: ['mq-deadline', 'none'],
    schedulerWhy: 'one queue only: a deadline keeps reads from waiting behind writes',
  },
  {
    kind: 'hdd',
    name: 'hard disks',
    match: `${scsiDisk}, ATTR{queue/rotational}=="1"`,
    schedulers: ['bfq', 'mq-deadline'],
    schedulerWhy: 'heads move slowly: a fair queue keeps the machine answering under load',
  },
  {
    kind: 'virtual',
    name: 'virtual disks',
    match: `${wholeDisk}, KERNEL=="vd*|xvd*"`,
    schedulers: ['none', 'mq-deadline'],
    schedulerWhy: 'the host sorts requests of all its guests',
  },
];

/** Loaders of data sets read long files from front to back. */
const sequentialReaders: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'content-creator', 'server'];

/** What each disk of the kind offers; empty where the kernel tells nothing. */
function offered(machine: MachineView, kind: StorageDevice['kind']): readonly (readonly string[])[] {
  return (okValue(machine.inventory.storage) ?? [])
    .filter((device) => device.kind === kind)
    .flatMap((device) => {
      const words = okValue(device.availableSchedulers);
      return words === undefined ? [] : [words];
    });
}

/** One value for all disks of a kind, so only what every one of them offers can be taken. */
function wantScheduler(machine: MachineView, disk: DiskKind): Want {
  const lists = offered(machine, disk.kind);
  const value = disk.schedulers.find((word) => lists.length > 0 && lists.every((list) => list.includes(word)));
  return value === undefined ? leaveAlone('none of the suitable schedulers is offered by this kernel') : setTo(value, disk.schedulerWhy);
}

function schedulerKnob(disk: DiskKind): Knob {
  return blockKnob({
    id: `block.scheduler.${disk.kind}`,
    deviceKind: disk.kind,
    attribute: 'scheduler',
    match: disk.match,
    title: `I/O scheduler of ${disk.name}`,
    meaning: 'In which order the kernel hands requests to the disk.',
    group: 'storage',
    tier: 'B',
    unit: null,
    hostOwned: true,
    rule: { kind: 'word', words: ['none', 'mq-deadline', 'kyber', 'bfq'], hint: 'none, mq-deadline, kyber or bfq' },
    evidence: [sources.kernelBlock, sources.cachySettings],
    want: (machine) => wantScheduler(machine, disk),
  });
}

/** Raised only: a storage stack (RAID, LVM) may have chosen more for good reason. */
function readAheadKnob(disk: DiskKind): Knob {
  return blockKnob({
    id: `block.read_ahead.${disk.kind}`,
    deviceKind: disk.kind,
    attribute: 'read_ahead_kb',
    match: disk.match,
    title: `Read-ahead of ${disk.name}`,
    meaning: 'How much is read in advance from a file that is read in order. Large data sets gain, small random reads lose.',
    group: 'storage',
    tier: 'B',
    unit: 'KiB',
    hostOwned: true,
    raiseOnly: true,
    rule: { kind: 'integer', min: 0, max: 65_536, unit: 'KiB' },
    evidence: [sources.tunedThroughput, sources.kernelQueue],
    want: (_machine, profile) =>
      sequentialReaders.includes(profile)
        ? setTo(4096, 'this profile reads large files in order; raised only where it is lower')
        : leaveAlone('this profile does not live on large files read in order'),
  });
}

// A change of scheduler resets the queue length. The names sort after those of the schedulers, so that udev,
// which reads its files in order of their names, writes the length last.
function requestsKnob(disk: DiskKind): Knob {
  return blockKnob({
    id: `block.scheduler_requests.${disk.kind}`,
    deviceKind: disk.kind,
    attribute: 'nr_requests',
    match: disk.match,
    title: `Queue length of ${disk.name}`,
    meaning: 'How many requests may wait in one queue of the disk. More raises throughput and waiting time.',
    group: 'storage',
    tier: 'B',
    unit: 'requests',
    hostOwned: true,
    rule: { kind: 'integer', min: 4, max: 4096, unit: 'requests' },
    evidence: [sources.kernelQueue],
    want: () => leaveAlone('the kernel chooses it to fit the disk and its scheduler'),
  });
}

export const storageKnobs: readonly Knob[] = [
  ...diskKinds.map(schedulerKnob),
  ...diskKinds.map(requestsKnob),
  ...diskKinds.map(readAheadKnob),
];
