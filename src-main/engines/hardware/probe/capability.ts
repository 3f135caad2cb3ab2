/** How a capability is checked: where it was looked for, what was found, and a remedy where there is one. */
import type { Capability } from '../../../contracts/hardware.ts';
import type { Host } from '../../../host/port.ts';
import type { Reader } from './reader.ts';

export interface CheckContext {
  readonly read: Reader;
  readonly host: Host;
  /** Names of running processes, read once when the first check asks. */
  readonly processes: () => ReadonlySet<string>;
}

export type CapabilityCheck = (context: CheckContext) => Capability | Promise<Capability>;

export interface About {
  readonly id: string;
  readonly title: string;
  readonly remedy: string | null;
}

export function available({ id, title }: About, why: string): Capability {
  return { id, title, status: 'available', why, remedy: null };
}

export function missing({ id, title, remedy }: About, why: string): Capability {
  return { id, title, status: 'absent', why, remedy };
}

export function undecided({ id, title, remedy }: About, why: string): Capability {
  return { id, title, status: 'unknown', why, remedy };
}

/** There when one of the paths exists. */
export function whenAny(about: About, paths: readonly string[], nothing: string): CapabilityCheck {
  return ({ read }) => {
    const found = paths.find((path) => read.files.exists(path));
    if (found !== undefined) return available(about, `${found} exists.`);
    return missing(about, `${nothing} Looked for ${paths.join(', ')}.`);
  };
}

/** There when a folder holds an entry that matches. */
export function whenListed(about: About, folder: string, pattern: RegExp, nothing: string): CapabilityCheck {
  return ({ read }) => {
    const count = read.files.list(folder).filter((name) => pattern.test(name)).length;
    return count > 0 ? available(about, `${folder} lists ${String(count)}.`) : missing(about, `${nothing} Looked into ${folder}.`);
  };
}

/** There when a file holds a matching word; a file that may not be read leaves it open. */
export function whenText(about: About, path: string, pattern: RegExp, nothing: string): CapabilityCheck {
  return ({ read }) => {
    const result = read.files.read(path, 64 * 1024);
    if (!result.ok) return result.reason === 'missing' ? missing(about, `${nothing} ${result.why}.`) : undecided(about, `${result.why}.`);
    return pattern.test(result.text) ? available(about, `${path} says so.`) : missing(about, `${nothing} Looked into ${path}.`);
  };
}
