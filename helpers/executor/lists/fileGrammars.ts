/** What may stand on a line of each kind of managed file. Every function gives the problem, or null. */
import { sysctlRule } from './sysctls.ts';
import { sysfsGlobRule } from './sysfs.ts';
import { shapeProblem } from './values.ts';

/** sysctl.d(5): `key = value`; a leading minus means that a failure is no error. */
export function sysctlFileProblem(line: string): string | null {
  const match = /^-?([a-z0-9_]+(?:[./][a-zA-Z0-9_-]+)+)\s*=\s*(\S.*)$/.exec(line);
  const [, key, value] = match ?? [];
  if (key === undefined || value === undefined) return 'must be key = value';
  const rule = sysctlRule(key);
  if (rule === undefined) return `${key} is not on the list of sysctl keys`;
  const problem = shapeProblem(rule.value, value.trim());
  return problem === null ? null : `${key} ${problem}`;
}

/** tmpfiles.d(5): only `w` lines, which write a value into an existing file. */
export function tmpfilesProblem(line: string): string | null {
  const match = /^w[!-]{0,2}\s+(\/\S+)\s+-\s+-\s+-\s+-\s+(\S.*)$/.exec(line);
  const [, path, value] = match ?? [];
  if (path === undefined || value === undefined) return 'must be "w PATH - - - - VALUE"';
  // Specifiers and escapes of tmpfiles.d would turn into something else than what was checked.
  if (/[%\\"']/.test(line)) return 'must not use quotes, backslashes or %';
  const rule = sysfsGlobRule(path);
  if (rule === undefined) return `${path} is not on the list of files below /sys and /proc/irq`;
  const problem = shapeProblem(rule, value.trim());
  return problem === null ? null : `the value for ${path} ${problem}`;
}

const limitRanges: Readonly<Record<string, readonly [number, number]>> = {
  nofile: [1024, 1_073_741_816],
  memlock: [64, 1_099_511_627_776],
  nproc: [1024, 4_194_304],
};

/** limits.conf(5): `domain type item value`. */
export function limitsProblem(line: string): string | null {
  const [domain, type, item, value, ...rest] = line.split(/\s+/);
  if (domain === undefined || type === undefined || item === undefined || value === undefined || rest.length > 0) {
    return 'must be "domain type item value"';
  }
  if (!/^(?:\*|@?[a-z_][a-z0-9_-]{0,31})$/.test(domain)) return 'the domain must be *, a user or @group';
  if (!['soft', 'hard', '-'].includes(type)) return 'the type must be soft, hard or -';
  const range = Object.hasOwn(limitRanges, item) ? limitRanges[item] : undefined;
  if (range === undefined) return `the item must be one of ${Object.keys(limitRanges).join(', ')}`;
  // pam_limits(8): without a number of files nobody can log in, so unlimited is for memory only.
  if (value === 'unlimited') return item === 'memlock' ? null : `${item} needs a number`;
  return numberProblem(item, value, range);
}

const managerRanges: Readonly<Record<string, readonly [number, number]>> = {
  DefaultLimitNOFILE: [1024, 1_073_741_816],
  DefaultLimitMEMLOCK: [65_536, 1_125_899_906_842_624],
  DefaultLimitNPROC: [1024, 4_194_304],
  DefaultTasksMax: [1024, 4_194_304],
};

/** systemd-system.conf(5): the [Manager] section with default limits, as one number or soft:hard. */
export function managerProblem(line: string): string | null {
  if (line === '[Manager]') return null;
  const [, key, value] = /^([A-Za-z]+)=([0-9a-z:]+)$/.exec(line) ?? [];
  const range = key !== undefined && Object.hasOwn(managerRanges, key) ? managerRanges[key] : undefined;
  if (key === undefined || value === undefined || range === undefined) {
    return `must be [Manager] or one of ${Object.keys(managerRanges).join(', ')} with a number`;
  }
  if (key === 'DefaultLimitMEMLOCK' && value === 'infinity') return null;
  const parts = value.split(':');
  if (parts.length > 2) return `${key} must be a number or soft:hard`;
  return parts.map((part) => numberProblem(key, part, range)).find((problem) => problem !== null) ?? null;
}

function numberProblem(name: string, value: string, [min, max]: readonly [number, number]): string | null {
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  return number >= min && number <= max ? null : `${name} must be from ${String(min)} to ${String(max)}`;
}

const zramKeys: Readonly<Record<string, RegExp>> = {
  // zram-generator.conf(5): an expression over ram in MB. One digit at a time: a text must fit in one way only, or a long row of digits takes for ever.
  'zram-size': /^(?:ram|min|max|[0-9 +*/(),.-])+$/,
  'compression-algorithm': /^[a-z0-9-]{1,32}$/,
  'swap-priority': /^\d{1,5}$/,
  'fs-type': /^swap$/,
};

export function zramGeneratorProblem(line: string): string | null {
  if (/^\[zram[0-9]{1,2}\]$/.test(line)) return null;
  const [, key, value] = /^([a-z-]+)\s*=\s*(\S.*)$/.exec(line) ?? [];
  const allowed = key !== undefined && Object.hasOwn(zramKeys, key) ? zramKeys[key] : undefined;
  if (key === undefined || value === undefined || allowed === undefined)
    return `must be [zram0] or one of ${Object.keys(zramKeys).join(', ')}`;
  return allowed.test(value) ? null : `${key} has a value that is not allowed`;
}

const modules: ReadonlySet<string> = new Set(['tcp_bbr', 'sch_fq', 'sch_cake', 'bfq', 'kyber-iosched', 'zram']);

/** modules-load.d(5): one module a line. */
export function modulesProblem(line: string): string | null {
  return modules.has(line) ? null : `must be one of the modules ${[...modules].join(', ')}`;
}
