/** /proc/PID/mountinfo, /proc/mounts and os-release. Pure. Source: Linux, Documentation/filesystems/proc.rst, 3.5. */
import { decodeOctal } from './meminfo.ts';

export interface Mount {
  /** `major:minor`, undefined from /proc/mounts, which has none. */
  readonly device: string | undefined;
  readonly source: string;
  readonly path: string;
  readonly filesystem: string;
  readonly options: string;
}

// Containers hosts have thousands of mounts; beyond this a file is not a machine's any more.
const maxMounts = 16_384;

export function parseMountInfo(text: string): readonly Mount[] {
  return text
    .split('\n')
    .slice(0, maxMounts)
    .flatMap((line) => {
      const [left, right] = line.split(' - ', 2);
      const fields = (left ?? '').split(' ');
      const [filesystem, source, superOptions] = (right ?? '').split(' ');
      const [device, path, options] = [fields[2], fields[4], fields[5]];
      if (device === undefined || path === undefined || options === undefined || filesystem === undefined || source === undefined)
        return [];
      const all = [options, ...(superOptions === undefined ? [] : [superOptions])].join(',');
      return [{ device, source: decodeOctal(source), path: decodeOctal(path), filesystem, options: uniqueOptions(all) }];
    });
}

export function parseMounts(text: string): readonly Mount[] {
  return text
    .split('\n')
    .slice(0, maxMounts)
    .flatMap((line) => {
      const [source, path, filesystem, options] = line.split(' ');
      if (source === undefined || path === undefined || filesystem === undefined || options === undefined) return [];
      return [{ device: undefined, source: decodeOctal(source), path: decodeOctal(path), filesystem, options }];
    });
}

function uniqueOptions(options: string): string {
  return [...new Set(options.split(',').filter((one) => one !== ''))].join(',');
}

/** os-release(5): KEY=value, shell quoting, no expansion. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const quoted = /^(["'])(.*)\1$/.exec(match[2]);
    values.set(match[1], quoted?.[2] === undefined ? match[2] : quoted[2].replace(/\\(["'$`\\])/g, '$1'));
  }
  return values;
}
