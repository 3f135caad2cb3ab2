/**
 * What a kernel file accepts, as data, and how two spellings of one value are
 * compared. Limits here are hard limits of the executor; the device's own
 * choices and ranges are read from the machine on top.
 */
import { formatRangeList, offeredWords, parseInteger, parseRangeList, selectedWord } from '../../../src-main/base/text.ts';
import type { Machine } from '../machine.ts';

/** The value takes memory away from everybody else, so that it may reach a share of this machine's memory and no more. */
export interface MemoryBound {
  readonly share: number;
  /** What one unit of the value takes; a huge page is as large as the path or /proc/meminfo says. */
  readonly unit: 'kibibyte' | 'hugePage';
}

export type ValueRule =
  | {
      readonly shape: 'integer';
      readonly min: number;
      readonly max: number;
      readonly minFile?: string;
      readonly maxFile?: string;
      readonly memory?: MemoryBound;
    }
  /** Whole numbers separated by white space, each in the range. */
  | { readonly shape: 'integers'; readonly counts: readonly number[]; readonly min: number; readonly max: number }
  | { readonly shape: 'words'; readonly words: readonly string[] }
  /** The file itself offers its choices: `none [mq-deadline] kyber`. */
  | { readonly shape: 'offered' }
  /** Another file lists the choices; its path is relative to the folder of the target, or absolute. */
  | { readonly shape: 'listed'; readonly file: string }
  /** A list of CPUs such as 0-3,8, each of them online. */
  | { readonly shape: 'cpuList' };

/** How the file shows its value; needed to compare what was read with what was written. */
export type Shape = ValueRule['shape'];

/** One spelling for a value that was read or asked for. Whole numbers in decimal, lists sorted, the chosen word of an offer, single spaces. */
export function normalise(shape: Shape, raw: string): string {
  const text = raw
    .replace(/\0[\s\S]*$/, '')
    .trim()
    .replace(/\s+/g, ' ');
  switch (shape) {
    case 'integer':
      return integerText(text);
    case 'integers':
      return text.split(' ').map(integerText).join(' ');
    case 'offered':
      return selectedWord(text) ?? text;
    case 'cpuList': {
      const list = parseRangeList(text);
      return list === undefined ? text : formatRangeList(list);
    }
    case 'words':
    case 'listed':
      return text;
  }
}

function integerText(text: string): string {
  const value = parseInteger(text);
  return value === undefined ? text : String(value);
}

function siblingPath(target: string, file: string): string {
  return file.startsWith('/') ? file : `${target.slice(0, target.lastIndexOf('/'))}/${file}`;
}

/** The problem with the value as such, or null; needs no machine. `offered` and `listed` only have to look like one word. */
export function shapeProblem(rule: ValueRule, value: string): string | null {
  switch (rule.shape) {
    case 'integer':
      return integerProblem(value, rule.min, rule.max);
    case 'integers': {
      const parts = value.trim().split(/\s+/);
      if (!rule.counts.includes(parts.length)) return `must be ${rule.counts.join(' or ')} whole numbers`;
      return parts.map((part) => integerProblem(part, rule.min, rule.max)).find((problem) => problem !== null) ?? null;
    }
    case 'words':
      return rule.words.includes(value) ? null : `must be one of ${rule.words.join(', ')}`;
    case 'offered':
    case 'listed':
      return /^[A-Za-z0-9][A-Za-z0-9_+-]{0,63}$/.test(value) ? null : 'must be one word';
    case 'cpuList':
      return isCpuList(value) ? null : 'must be a list of CPUs such as 0-3,8';
  }
}

/** Largest CONFIG_NR_CPUS (arch/x86/Kconfig). */
const mostCpus = 8192;

/** Counts before anything is spelled out: 256 characters can name two million CPUs. */
function isCpuList(value: string): boolean {
  if (!/^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*$/.test(value) || value.length > 256) return false;
  const counts = value.split(',').map((part) => {
    const [first, last] = part.split('-').map(Number);
    return first === undefined ? 0 : (last ?? first) - first + 1;
  });
  return counts.every((count) => count > 0) && counts.reduce((sum, count) => sum + count, 0) <= mostCpus;
}

function integerProblem(value: string, min: number, max: number): string | null {
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : undefined;
  if (number === undefined || !Number.isSafeInteger(number)) return 'must be a whole number in decimal';
  return number < min || number > max ? `must be from ${String(min)} to ${String(max)}` : null;
}

/** The problem with the value on this machine, or null. `target` is the file it would be written to. */
export function deviceProblem(rule: ValueRule, target: string, value: string, machine: Machine): string | null {
  const shape = shapeProblem(rule, value);
  if (shape !== null) return shape;
  switch (rule.shape) {
    case 'integer': {
      const min = limitFrom(rule.minFile, target, machine) ?? rule.min;
      const max = limitFrom(rule.maxFile, target, machine) ?? rule.max;
      if (integerProblem(value, min, max) !== null) return `this device takes ${String(min)} to ${String(max)}`;
      return rule.memory === undefined ? null : memoryProblem(rule.memory, target, value, machine);
    }
    case 'offered':
      return choiceProblem(target, value, machine);
    case 'listed':
      return choiceProblem(siblingPath(target, rule.file), value, machine);
    case 'cpuList': {
      const online = machine.read('/sys/devices/system/cpu/online');
      const known = online.ok ? parseRangeList(online.text) : undefined;
      if (known === undefined) return 'the list of online CPUs cannot be read on this machine';
      const wrong = (parseRangeList(value) ?? []).find((cpu) => !known.includes(cpu));
      return wrong === undefined ? null : `CPU ${String(wrong)} is not online; online are ${formatRangeList(known)}`;
    }
    case 'integers':
    case 'words':
      return null;
  }
}

/** Fields of /proc/meminfo are in KiB (proc(5)). */
function memoryProblem({ share, unit }: MemoryBound, target: string, value: string, machine: Machine): string | null {
  const found = machine.read('/proc/meminfo');
  const field = (name: string): number | undefined =>
    found.ok ? parseInteger(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(found.text)?.[1] ?? '') : undefined;
  const total = field('MemTotal');
  const pageOfPath = /\/hugepages-(\d{1,9})kB\//.exec(target)?.[1];
  const page = pageOfPath === undefined ? field('Hugepagesize') : Number(pageOfPath);
  const each = unit === 'kibibyte' ? 1 : page;
  if (total === undefined || each === undefined || each === 0) return 'the size of the memory or of its huge pages cannot be read';
  const most = Math.floor((total * share) / each);
  return Number(value) <= most ? null : `at most ${String(most)}, which is ${String(share * 100)} % of the memory`;
}

function limitFrom(file: string | undefined, target: string, machine: Machine): number | undefined {
  if (file === undefined) return undefined;
  const found = machine.read(siblingPath(target, file));
  return found.ok ? parseInteger(found.text) : undefined;
}

function choiceProblem(file: string, value: string, machine: Machine): string | null {
  const found = machine.read(file);
  if (!found.ok) return found.why;
  const choices = offeredWords(found.text);
  return choices.includes(value) ? null : `this device offers ${choices.join(', ')}`;
}
