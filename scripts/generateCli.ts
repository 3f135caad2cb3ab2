/** Writes the man page and the shell completions of `hecate`; a test checks that they are current. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from '../src-main/cli/generate/files.ts';
import * as contracts from '../src-main/contracts/index.ts';

const root = path.resolve(import.meta.dirname, '..');
for (const file of generatedFiles(Object.values(contracts))) {
  const target = path.join(root, file.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, file.text);
  process.stdout.write(`${file.path}\n`);
}
