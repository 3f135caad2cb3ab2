/** All files that are made from the table of commands. */
import type { Contract } from '../../contracts/kit/define.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './manPage.ts';
import { zshCompletion } from './zsh.ts';

export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** Changed by hand when the command line changes: the date of a build would make every build differ. */
const manualDate = 'November 23, 2026';

export function generatedFiles(contracts: readonly Contract[]): readonly GeneratedFile[] {
  return [
    { path: 'resources/man/hecate.1', text: manPage(contracts, manualDate) },
    { path: 'resources/completions/hecate.bash', text: bashCompletion() },
    { path: 'resources/completions/_hecate', text: zshCompletion(contracts) },
    { path: 'resources/completions/hecate.fish', text: fishCompletion(contracts) },
  ];
}
