/** zram devices as the kernel shows them (Documentation/admin-guide/blockdev/zram.rst), and which one is ours: its swap header carries our label. */
import { z } from 'zod';
import { offeredWords, parseInteger, selectedWord } from '../../../src-main/base/text.ts';
import type { Machine, ProgramName } from '../machine.ts';
import { Refusal } from '../problem.ts';

export const control = '/sys/class/zram-control';
/** At most 15 characters fit (swapheader in include/linux/swap.h). */
const label = 'hecate-swap';
const labelOffset = 1052;
const signatures = ['SWAPSPACE2', 'SWAP-SPACE'];
const pageBytes = 4096;
const releaseTries = 40;
const releasePauseMs = 50;

export const ownSwap = z.object({
  device: z.number().int(),
  sizeBytes: z.number().int(),
  algorithm: z.string(),
  /** null: prepared, but not in use. */
  priority: z.number().int().nullable(),
});
export type OwnSwap = z.infer<typeof ownSwap>;

export function deviceNumbers(machine: Machine): readonly number[] {
  return machine
    .list('/sys/block')
    .map((name) => /^zram(\d{1,4})$/.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** hot_add hands out the lowest free number (idr_alloc in drivers/block/zram/zram_drv.c). */
export function nextNumber(taken: readonly number[]): number {
  let number = 0;
  while (taken.includes(number)) number += 1;
  return number;
}

export function sizeOf(device: number, machine: Machine): number {
  const found = machine.read(`/sys/block/zram${String(device)}/disksize`);
  return (found.ok ? parseInteger(found.text) : undefined) ?? 0;
}

/** True when the header is a swap header with our label; undefined when the device cannot be read. */
function carriesOurLabel(device: number, machine: Machine): boolean | undefined {
  const bytes = machine.readDevice(`/dev/zram${String(device)}`, 65_536);
  if (bytes === undefined) return undefined;
  const header = Buffer.from(bytes);
  // The signature ends the first page, and pages are 4, 16 or 64 KiB.
  const signed = [pageBytes, 16_384, 65_536].some((page) => signatures.includes(header.toString('latin1', page - 10, page)));
  return signed && header.toString('latin1', labelOffset, labelOffset + label.length + 1) === `${label}\0`;
}

/** Priority of the device in /proc/swaps; undefined when it is not in use as swap. */
function swapPriority(device: number, machine: Machine): number | undefined {
  const swaps = machine.read('/proc/swaps');
  if (!swaps.ok) return undefined;
  const fields = swaps.text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([file]) => file === `/dev/zram${String(device)}`);
  return fields?.[4] === undefined ? undefined : Number(fields[4]);
}

function algorithmsOf(device: number, machine: Machine): { readonly selected: string; readonly offered: readonly string[] } {
  const found = machine.read(`/sys/block/zram${String(device)}/comp_algorithm`);
  return found.ok ? { selected: selectedWord(found.text) ?? '', offered: offeredWords(found.text) } : { selected: '', offered: [] };
}

export function offeredAlgorithms(machine: Machine): readonly string[] {
  const first = deviceNumbers(machine)[0];
  return first === undefined ? [] : algorithmsOf(first, machine).offered;
}

/** The product's own compressed swap; undefined when there is none. */
export function findOwnSwap(machine: Machine): OwnSwap | undefined {
  for (const device of deviceNumbers(machine)) {
    const sizeBytes = sizeOf(device, machine);
    if (sizeBytes === 0 || carriesOurLabel(device, machine) !== true) continue;
    return { device, sizeBytes, algorithm: algorithmsOf(device, machine).selected, priority: swapPriority(device, machine) ?? null };
  }
  return undefined;
}

/** Without rights the label cannot be read: the device in use that is exactly as wanted is taken for ours, which is enough for a question. */
export function findUnreadableSwap(wanted: Omit<OwnSwap, 'device'>, machine: Machine): OwnSwap | undefined {
  return deviceNumbers(machine)
    .filter((device) => sizeOf(device, machine) > 0 && carriesOurLabel(device, machine) === undefined)
    .map((device) => ({
      device,
      sizeBytes: sizeOf(device, machine),
      algorithm: algorithmsOf(device, machine).selected,
      priority: swapPriority(device, machine) ?? null,
    }))
    .find((swap) => swap.algorithm === wanted.algorithm && swap.priority === wanted.priority);
}

function runTool(machine: Machine, program: ProgramName, args: readonly string[]): void {
  const done = machine.run(program, args);
  if (done.exitCode === 0) return;
  throw new Refusal('kind', `${program} did not succeed: ${done.problem === '' ? `exit code ${String(done.exitCode)}` : done.problem}`);
}

/** udev and blkid open a new block device for a moment, which makes the kernel answer EBUSY. */
function whenReleased(machine: Machine, work: () => void): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      work();
      return;
    } catch (error) {
      if (attempt >= releaseTries || !(error instanceof Refusal) || !error.message.includes('EBUSY')) throw error;
      machine.pause(releasePauseMs);
    }
  }
}

/** Makes the device `number`, sizes, formats and starts it. Throws Refusal. */
export function createSwap(wanted: OwnSwap, machine: Machine): void {
  if (!deviceNumbers(machine).includes(wanted.device)) {
    const made = Number(machine.readForEffect(`${control}/hot_add`));
    if (made !== wanted.device) {
      removeDevice(made, machine);
      throw new Refusal(
        'kind',
        `the kernel made zram${String(made)} instead of zram${String(wanted.device)}; something else makes devices at the moment`,
      );
    }
  }
  const folder = `/sys/block/zram${String(wanted.device)}`;
  const node = `/dev/zram${String(wanted.device)}`;
  machine.writeKernelFile(`${folder}/comp_algorithm`, wanted.algorithm);
  machine.writeKernelFile(`${folder}/disksize`, String(wanted.sizeBytes));
  runTool(machine, 'mkswap', ['--label', label, node]);
  if (wanted.priority === null) return;
  runTool(machine, 'swapon', wanted.priority < 0 ? [node] : ['--priority', String(wanted.priority), node]);
}

/** Takes a device of ours out of use and away, from whatever point it had reached. Throws Refusal. */
export function removeDevice(device: number, machine: Machine): void {
  if (!deviceNumbers(machine).includes(device)) return;
  if (swapPriority(device, machine) !== undefined) runTool(machine, 'swapoff', [`/dev/zram${String(device)}`]);
  whenReleased(machine, () => {
    machine.writeKernelFile(`/sys/block/zram${String(device)}/reset`, '1');
  });
  whenReleased(machine, () => {
    machine.writeKernelFile(`${control}/hot_remove`, String(device));
  });
}
