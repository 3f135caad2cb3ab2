/** What the administrator wrote about files below /sys, where it is not a sysctl. */
import type { HostFiles } from '../../../host/port.ts';
import type { AdministratorSetting } from '../model/owners.ts';
import { type FileWrite, globMatches, parseSysfsConf, parseTmpfiles, parseUdevRules, type UdevAttribute } from '../parse/kernelFileConf.ts';

const maxFiles = 256;

/** Answers for a path as on the machine, for example /sys/block/sda/queue/scheduler. */
export function readFileSettings(files: HostFiles): (path: string) => AdministratorSetting | undefined {
  const writes = [
    ...from(files, confFiles(files, '/etc/tmpfiles.d', '.conf'), parseTmpfiles),
    ...from(files, [...confFiles(files, '/etc/sysfs.d', '.conf'), '/etc/sysfs.conf'], parseSysfsConf),
  ];
  const rules = from(files, confFiles(files, '/etc/udev/rules.d', '.rules'), parseUdevRules);
  return (path) =>
    settingOf(writes.findLast((one) => globMatches(one.pattern, path)) ?? rules.findLast((one) => ruleFits(files, one, path)));
}

type Found<T> = T & { readonly file: string };

function from<T>(files: HostFiles, paths: readonly string[], parse: (text: string) => readonly T[]): readonly Found<T>[] {
  return paths.flatMap((file) => {
    const text = files.read(file, 262_144);
    return text.ok ? parse(text.text).map((entry) => ({ ...entry, file })) : [];
  });
}

/** Our own files are no administrator’s word. */
function confFiles(files: HostFiles, folder: string, ending: string): readonly string[] {
  return files
    .list(folder)
    .filter((name) => name.endsWith(ending) && !/^\d{2}-hecate-/.test(name))
    .slice(0, maxFiles)
    .map((name) => `${folder}/${name}`);
}

function settingOf(entry: Found<FileWrite> | Found<UdevAttribute> | undefined): AdministratorSetting | undefined {
  return entry === undefined ? undefined : { file: entry.file, line: entry.line, value: entry.value };
}

/** Judged by name and rotation, which is how such rules are written; another match is taken as fitting, to be careful. */
function ruleFits(files: HostFiles, rule: UdevAttribute, path: string): boolean {
  const match = /^\/sys\/block\/([^/]+)\/(queue\/[a-z_]+)$/.exec(path);
  const [, name, attribute] = match ?? [];
  if (name === undefined || attribute !== rule.attribute) return false;
  if (rule.kernel.length > 0 && !rule.kernel.some((pattern) => globMatches(pattern, name))) return false;
  if (rule.rotational === null) return true;
  const rotational = files.read(`/sys/block/${name}/queue/rotational`, 16);
  return !rotational.ok || rotational.text.trim() === rule.rotational;
}
