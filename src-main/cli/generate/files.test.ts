import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as contracts from '../../contracts/index.ts';
import { visibleCommands } from '../commandLine/commands.ts';
import { generatedFiles } from './files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const files = generatedFiles(Object.values(contracts));

function textOf(name: string): string {
  return files.find((file) => file.path.endsWith(name))?.text ?? '';
}

function available(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

describe('generated files', () => {
  it.each(files)('$path is current (node scripts/generateCli.ts writes it)', ({ path: relative, text }) => {
    expect(readFileSync(path.join(root, relative), 'utf8')).toBe(text);
  });

  it('the man page names every command, and the hidden one nowhere', () => {
    for (const command of visibleCommands) expect(textOf('hecate.1')).toContain(`.It Ic ${command.id}`);
    expect(textOf('hecate.1')).not.toContain('Ic complete');
  });

  it.skipIf(!available('mandoc'))('mandoc has no complaint about the man page', () => {
    const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'style', path.join(root, 'resources/man/hecate.1')], { encoding: 'utf8' });
    // A database of manuals that misses those of other packages is no fault of the page.
    const complaints = lint.stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'));
    expect(complaints).toEqual([]);
  });

  it.skipIf(!available('zsh'))('zsh can read its completion', () => {
    expect(spawnSync('zsh', ['-n', path.join(root, 'resources/completions/_hecate')], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.each([
    ['hecate tu', ['tune']],
    ['hecate alerts rules e', ['edit']],
    ['hecate process s', ['show', 'signal']],
    ['hecate process signal 42 --s', ['--signal', '--sysroot']],
    ['hecate history export --format c', ['csv']],
    ['hecate tune p', ['plan', 'prove']],
    ['hecate info g', ['gpus']],
    ['hecate --sysroot /x info c', ['cpu', 'chassis']],
    ['hecate tune apply --on', ['--only']],
    ['hecate tune plan --profile s', ['server', 'standard']],
    ['hecate undo --k', ['--knob']],
  ])('bash completes %s', (line, expected) => {
    // The list of profiles would come from the program; here a function stands in for it.
    const script = `source "$1"; hecate() { [[ $1 == complete && $2 == profile ]] && printf 'server\\nlaptop\\nstandard\\n'; }
read -ra COMP_WORDS <<< "$2"; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _hecate; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const done = spawnSync('bash', ['-c', script, 'bash', path.join(root, 'resources/completions/hecate.bash'), line], {
      encoding: 'utf8',
    });
    expect(done.stderr).toBe('');
    expect(done.stdout.trim().split('\n')).toEqual(expected);
  });
});
