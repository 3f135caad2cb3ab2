/**
 * The drop-in folders that the product may use, and the grammar of what may
 * stand in a file there. Content is checked line by line against the same
 * lists as a direct write, so that a file can never say what a step may not.
 */
import { limitsProblem, managerProblem, modulesProblem, sysctlFileProblem, tmpfilesProblem, zramGeneratorProblem } from './fileGrammars.ts';
import { udevProblem } from './udevGrammar.ts';

/** The problem with one significant line (not blank, not a comment), or null. */
export type LineProblem = (line: string) => string | null;

interface ManagedFolder {
  readonly folder: string;
  readonly ending: string;
  readonly problem: LineProblem;
  readonly comments: readonly string[];
}

const folders: readonly ManagedFolder[] = [
  { folder: '/etc/sysctl.d', ending: '.conf', problem: sysctlFileProblem, comments: ['#', ';'] },
  { folder: '/etc/tmpfiles.d', ending: '.conf', problem: tmpfilesProblem, comments: ['#'] },
  { folder: '/etc/udev/rules.d', ending: '.rules', problem: udevProblem, comments: ['#'] },
  { folder: '/etc/security/limits.d', ending: '.conf', problem: limitsProblem, comments: ['#'] },
  { folder: '/etc/systemd/system.conf.d', ending: '.conf', problem: managerProblem, comments: ['#', ';'] },
  { folder: '/etc/systemd/user.conf.d', ending: '.conf', problem: managerProblem, comments: ['#', ';'] },
  { folder: '/etc/systemd/zram-generator.conf.d', ending: '.conf', problem: zramGeneratorProblem, comments: ['#', ';'] },
  { folder: '/etc/modules-load.d', ending: '.conf', problem: modulesProblem, comments: ['#', ';'] },
];

export const managedFolders: readonly string[] = folders.map((entry) => entry.folder);

const namePattern = /^[0-9]{2}-hecate-[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}(\.[a-z]+)$/;

function folderOf(path: string): { readonly folder: ManagedFolder; readonly name: string } | undefined {
  const slash = path.lastIndexOf('/');
  const folder = folders.find((entry) => entry.folder === path.slice(0, slash));
  return folder === undefined ? undefined : { folder, name: path.slice(slash + 1) };
}

/** The problem with the path of a managed file, or null. */
export function managedPathProblem(path: string): string | null {
  const found = folderOf(path);
  if (found === undefined) {
    const grub = path.startsWith('/etc/default/grub.d/') ? '; kernel parameters are a kernelCommandLine.set' : '';
    return `must lie directly in one of ${managedFolders.join(', ')}${grub}`;
  }
  const ending = namePattern.exec(found.name)?.[1];
  return ending === found.folder.ending ? null : `the name must look like 60-hecate-something${found.folder.ending}`;
}

/** The problem with the whole content of a file at `path`, or null. Assumes that the path was accepted. */
export function managedContentProblem(path: string, content: string): string | null {
  const found = folderOf(path);
  if (found === undefined) return managedPathProblem(path);
  if (!content.endsWith('\n')) return 'must end with a line feed';
  const lines = content.slice(0, -1).split('\n');
  for (const [index, line] of lines.entries()) {
    const problem = lineProblem(found.folder, line);
    if (problem !== null) return `line ${String(index + 1)}: ${problem}`;
  }
  return null;
}

function lineProblem(folder: ManagedFolder, line: string): string | null {
  // A trailing backslash joins lines in udev and unit files, which would let a comment swallow or a line hide another.
  if (line.endsWith('\\')) return 'must not end with a backslash';
  if (!/^[\x20-\x7e\t]*$/.test(line))
    return folder.comments.some((mark) => line.startsWith(mark)) ? commentProblem(line) : 'must be printable ASCII';
  const text = line.trim();
  if (text === '' || folder.comments.some((mark) => text.startsWith(mark))) return null;
  return folder.problem(text);
}

/** A comment may hold letters of any language, but nothing that moves a cursor. */
function commentProblem(line: string): string | null {
  return /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u.test(line) ? null : 'must not hold control characters';
}
