/** One drop-in file with its whole content, for file.install and kernelCommandLine.set. */
import path from 'node:path';
import { z } from 'zod';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';
import type { Standing } from './kind.ts';

export const filePrior = z.object({
  /** null: there was no file. */
  content: z.string().nullable(),
  /** Folders that had to be made for it, outermost first. */
  missingFolders: z.array(z.string()),
});
export type FilePrior = z.infer<typeof filePrior>;

/** Content of a file; null when there is none. Throws Refusal when it cannot be told. */
export function contentOf(file: string, machine: Machine): string | null {
  const found = machine.read(file);
  if (found.ok) return found.text;
  if (found.reason === 'missing') return null;
  throw new Refusal('path', found.why);
}

export function captureFile(file: string, machine: Machine): FilePrior {
  const missing: string[] = [];
  for (let folder = path.dirname(file); machine.kindOf(folder) === undefined; folder = path.dirname(folder)) missing.unshift(folder);
  return { content: contentOf(file, machine), missingFolders: missing };
}

export function applyFile(file: string, content: string | null, prior: FilePrior, machine: Machine): void {
  if (content === null) {
    machine.removeFile(file);
    return;
  }
  for (const folder of prior.missingFolders) if (machine.kindOf(folder) === undefined) machine.makeFolder(folder);
  machine.installFile(file, content);
}

export function fileStanding(file: string, content: string | null, prior: FilePrior, machine: Machine): Standing {
  const now = contentOf(file, machine);
  if (now === prior.content) return prior.missingFolders.some((folder) => machine.kindOf(folder) !== undefined) ? 'between' : 'prior';
  return now === content ? 'applied' : 'other';
}

export function undoFile(file: string, prior: FilePrior, machine: Machine): void {
  if (prior.content === null) machine.removeFile(file);
  else if (contentOf(file, machine) === prior.content) machine.clearLeftover(file);
  else machine.installFile(file, prior.content);
  for (const folder of [...prior.missingFolders].reverse()) machine.removeEmptyFolder(folder);
}
