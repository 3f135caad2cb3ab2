/** Pressure stall information, /proc/pressure/* (kernel documentation: accounting/psi). */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import type { Absent, Reader } from './reader.ts';

type PressureSamples = MonitorFrame['pressure'];
type PressureSample = NonNullable<PressureSamples['cpu']>;
type PressureLine = PressureSample['some'];

const kinds = ['cpu', 'memory', 'io'] as const;
type Kind = (typeof kinds)[number];

const some = Buffer.from('some ');
const full = Buffer.from('full ');
const EQUALS = 0x3d;

/** Parses the text of one file of /proc/pressure; a line that is missing or malformed is null. */
export function parsePressure(cursor: ByteCursor): PressureSample {
  const sample: { some: PressureLine; full: PressureLine } = { some: null, full: null };
  while (!cursor.atEnd) {
    if (cursor.take(some)) sample.some = parseLine(cursor);
    else if (cursor.take(full)) sample.full = parseLine(cursor);
    cursor.nextLine();
  }
  return sample;
}

function parseLine(cursor: ByteCursor): PressureLine {
  const [avg10, avg60, avg300] = [valueAfterEquals(cursor), valueAfterEquals(cursor), valueAfterEquals(cursor)];
  const totalMicroseconds = valueAfterEquals(cursor);
  const valid = [avg10, avg60, avg300].every((share) => share >= 0 && share <= 100) && totalMicroseconds >= 0;
  return valid ? { avg10, avg60, avg300, totalMicroseconds } : null;
}

function valueAfterEquals(cursor: ByteCursor): number {
  return cursor.skipPast(EQUALS) ? cursor.readDecimal() : Number.NaN;
}

export class PressureReader implements Reader<PressureSamples> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #kept: Readonly<Record<Kind, KeptFile>>;

  constructor(files: KernelFiles) {
    this.#files = files;
    this.#kept = {
      cpu: files.keep('/proc/pressure/cpu'),
      memory: files.keep('/proc/pressure/memory'),
      io: files.keep('/proc/pressure/io'),
    };
  }

  sample(): PressureSamples {
    return { cpu: this.#read('cpu'), memory: this.#read('memory'), io: this.#read('io') };
  }

  absent(): readonly Absent[] {
    const list: Absent[] = [];
    for (const kind of kinds) {
      const { problem } = this.#kept[kind];
      if (problem !== undefined) list.push({ what: `pressure.${kind}`, why: why(problem) });
    }
    return list;
  }

  close(): void {
    for (const kind of kinds) this.#kept[kind].close();
  }

  #read(kind: Kind): PressureSample | null {
    const length = this.#kept[kind].read();
    if (length === undefined) return null;
    this.#cursor.reset(this.#files.buffer, length);
    return parsePressure(this.#cursor);
  }
}

function why(problem: NonNullable<KeptFile['problem']>): string {
  switch (problem) {
    case 'missing':
      return 'the kernel was built without pressure accounting (CONFIG_PSI), or is older than 4.20';
    case 'unsupported':
      return 'pressure accounting is off; psi=1 on the kernel command line turns it on';
    case 'denied':
      return 'reading /proc/pressure is not allowed for this user';
    case 'failed':
      return 'reading /proc/pressure failed';
  }
}
