/** Which file has the last word on a sysctl key at boot, and whether an administrator wrote it: sysctl.d(5). */
import type { HostFiles } from '../../../host/port.ts';
import { keyMatches, parseSysctlConf, type SysctlLine } from '../parse/sysctlConf.ts';

/** One line that says something about a key. */
export interface SysctlSetting {
  readonly file: string;
  readonly line: number;
  readonly value: string;
  readonly owner: 'administrator' | 'distribution' | 'product';
}

/** Settings of one key in the order in which they are applied: the last one wins. */
export type SysctlSettings = (key: string) => readonly SysctlSetting[];

/** In order of priority: a file hides those of the same name in later folders. */
const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];
const maxFiles = 512;

interface ConfigFile {
  readonly path: string;
  readonly lines: readonly SysctlLine[];
  readonly owner: SysctlSetting['owner'];
}

/** Reads every file once; the answer is a function of the key. */
export function readSysctlFiles(files: HostFiles): SysctlSettings {
  const configs = orderedFiles(files);
  return (key) => configs.flatMap((config) => settingsIn(config, key));
}

function settingsIn(config: ConfigFile, key: string): readonly SysctlSetting[] {
  const excluded = config.lines.some((line) => line.value === null && line.key === key);
  return config.lines.flatMap((line) => {
    if (line.value === null || !keyMatches(line.key, key)) return [];
    if (excluded && line.key !== key) return [];
    return [{ file: config.path, line: line.line, value: line.value, owner: config.owner }];
  });
}

/** By file name over all folders, as systemd-sysctl applies them. */
function orderedFiles(files: HostFiles): readonly ConfigFile[] {
  const chosen = new Map<string, string>();
  for (const folder of folders) {
    for (const name of files.list(folder)) {
      if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${folder}/${name}`);
    }
  }
  const ordered = [...chosen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxFiles);
  const configs = ordered.map(([name, path]) => readConfig(files, path, ownerOf(name, path)));
  // procps applies this file last, and distributions with systemd alone link it into sysctl.d, where it was read already.
  const linked = ordered.some(([, path]) => files.realPath(path) === '/etc/sysctl.conf');
  return linked ? configs : [...configs, readConfig(files, '/etc/sysctl.conf', 'administrator')];
}

/** A link to /dev/null masks the file of its name: it reads as empty, as does one that cannot be read. */
function readConfig(files: HostFiles, path: string, owner: SysctlSetting['owner']): ConfigFile {
  const result = files.read(path, 262_144);
  return { path, lines: result.ok ? parseSysctlConf(result.text) : [], owner };
}

/** What a package brings lies below /usr/lib; everything else was put there by somebody. */
function ownerOf(name: string, path: string): SysctlSetting['owner'] {
  if (name.startsWith('60-hecate-') && path.startsWith('/etc/')) return 'product';
  return path.startsWith('/etc/') || path.startsWith('/run/') || path.startsWith('/usr/local/') ? 'administrator' : 'distribution';
}
