/** The small part of udev(7) that a managed rule may use: matches, and assignments to a few attributes. No RUN, PROGRAM, IMPORT, ENV, NAME, SYMLINK, OWNER or GOTO. */
import { sysfsGlobRule } from './sysfs.ts';
import { shapeProblem } from './values.ts';

const matchKeys =
  /^(?:ACTION|SUBSYSTEM|SUBSYSTEMS|KERNEL|KERNELS|DRIVER|DRIVERS|DEVPATH|ATTR\{[a-zA-Z0-9_/.-]{1,64}\}|ATTRS\{[a-zA-Z0-9_/.-]{1,64}\}|ENV\{(?:DEVTYPE|ID_[A-Z_]{1,32})\})$/;
const assignment = /^ATTR\{([a-zA-Z0-9_/.-]{1,64})\}$/;

/** Attribute to a path that stands for it, so that the same rule decides as for a direct write. */
const attributePaths: readonly (readonly [RegExp, (attribute: string) => string])[] = [
  [/^queue\/[a-z_]+$/, (attribute) => `/sys/block/any/${attribute}`],
  [/^power\/(?:control|autosuspend_delay_ms)$/, (attribute) => `/sys/bus/usb/devices/1-1/${attribute}`],
  [/^cpufreq\/[a-z_]+$/, (attribute) => `/sys/devices/system/cpu/cpu0/${attribute}`],
];

export function udevProblem(line: string): string | null {
  const tokens = tokensOf(line);
  if (tokens === undefined) return 'must be KEY=="value" and ATTR{name}="value" separated by commas';
  const problems = tokens.map(tokenProblem).filter((problem) => problem !== null);
  if (problems[0] !== undefined) return problems[0];
  if (!tokens.some((token) => token.operator === '=')) return 'must assign an attribute';
  return tokens.some((token) => token.operator !== '=') ? null : 'must say which devices it is for';
}

interface Token {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

function tokensOf(line: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const token = /([A-Z]+(?:\{[^{}"]*\})?)\s*(==|!=|\+=|-=|:=|=)\s*"([^"]*)"\s*(,\s*|$)/y;
  while (token.lastIndex < line.length) {
    const match = token.exec(line);
    if (match === null) return undefined;
    tokens.push({ key: match[1] ?? '', operator: match[2] ?? '', value: match[3] ?? '' });
  }
  return tokens.length === 0 ? undefined : tokens;
}

function tokenProblem(token: Token): string | null {
  // $ and % are substituted by udev, a backslash escapes: what was checked must be what is used.
  if (/[$%\\]/.test(token.value)) return `${token.key} must not use $, % or a backslash`;
  if (token.operator === '==' || token.operator === '!=') {
    return matchKeys.test(token.key) ? null : `${token.key} may not be matched`;
  }
  const attribute = assignment.exec(token.key)?.[1];
  if (token.operator !== '=' || attribute === undefined) return `${token.key}${token.operator} is not allowed; only ATTR{name}="value" is`;
  const place = attributePaths.find(([pattern]) => pattern.test(attribute));
  const rule = place === undefined ? undefined : sysfsGlobRule(place[1](attribute));
  if (rule === undefined) return `the attribute ${attribute} is not on the list`;
  const problem = shapeProblem(rule, token.value);
  return problem === null ? null : `${attribute} ${problem}`;
}
