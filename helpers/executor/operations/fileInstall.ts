/** `file.install`: one managed drop-in, whole content, or its removal. */
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { managedContentProblem, managedPathProblem } from '../lists/managedFiles.ts';
import { Refusal } from '../problem.ts';
import type { Kind } from './kind.ts';
import type { FilePrior } from './managedFile.ts';
import { applyFile, captureFile, filePrior, fileStanding, undoFile } from './managedFile.ts';

type FileInstall = OperationOf<'file.install'>;

function words(content: string | null): string {
  if (content === null) return 'no file';
  const lines = content.split('\n').filter((line) => line.trim() !== '' && !/^[#;]/.test(line));
  return lines.length === 0 ? 'an empty file' : lines.join('; ');
}

/** Every way in asks again: a question comes without a check, and a journal may have been written by somebody else. */
function managed(operation: FileInstall): string {
  const problem = managedPathProblem(operation.path);
  if (problem !== null) throw new Refusal('path', `${operation.path}: ${problem}`);
  return operation.path;
}

export const fileInstallKind: Kind<FileInstall, FilePrior> = {
  volatile: false,
  priorSchema: filePrior,
  riskClass: () => 'persistent',
  target: (operation) => `file:${operation.path}`,
  describe: (operation) => (operation.content === null ? `Remove ${operation.path}` : `Install ${operation.path}`),
  check: (operation, machine, knowledge) => {
    const path = managedPathProblem(operation.path);
    if (path !== null) return [{ field: 'path', problem: path }];
    const content = operation.content === null ? null : managedContentProblem(operation.path, operation.content);
    if (content !== null) return [{ field: 'content', problem: content }];
    const now = machine.read(operation.path);
    if (!now.ok) return now.reason === 'missing' ? [] : [{ field: 'path', problem: now.why }];
    if (now.text === operation.content || knowledge.ownContents(operation.path).includes(now.text)) return [];
    return [{ field: 'path', problem: `${operation.path} exists with content that this product did not write; move it away first` }];
  },
  capture: (operation, machine) => captureFile(managed(operation), machine),
  priorText: (prior) => words(prior.content),
  apply: (operation, prior, machine) => {
    applyFile(managed(operation), operation.content, prior, machine);
  },
  verify: (operation, machine) => {
    const expected = words(operation.content);
    const problem = managedPathProblem(operation.path);
    if (problem !== null) return { verdict: 'refused', expected, found: null, detail: problem };
    const now = machine.read(operation.path);
    if (!now.ok && now.reason !== 'missing') return { verdict: 'refused', expected, found: null, detail: now.why };
    const content = now.ok ? now.text : null;
    if (content === operation.content) return { verdict: 'applied', expected, found: words(content), detail: operation.path };
    const verdict = content === null ? 'absent' : 'drifted';
    return { verdict, expected, found: words(content), detail: `${operation.path} ${content === null ? 'is gone' : 'was changed'}` };
  },
  standing: (operation, prior, machine) => fileStanding(managed(operation), operation.content, prior, machine),
  undo: (operation, prior, machine) => {
    undoFile(managed(operation), prior, machine);
  },
};
