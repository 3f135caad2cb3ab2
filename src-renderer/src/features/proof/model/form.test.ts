import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proofContract } from '../../../../../src-main/contracts/proof.ts';
import { consentSentences, firstForm, formProblem, proveInputOf } from './form.ts';
import { splitCommand } from './splitCommand.ts';

describe('splitCommand', () => {
  it('cuts at blanks, and quotes and backslashes keep them', () => {
    expect(splitCommand(`make -C "my folder" 'a "b"' one\\ two ""`)).toEqual({
      words: ['make', '-C', 'my folder', 'a "b"', 'one two', ''],
      problem: null,
    });
  });

  it('names a quote that is not closed', () => {
    expect(splitCommand('sh -c "ls').problem).toBe('A double quote in the command is not closed.');
    expect(splitCommand('ls \\').problem).toBe('The command ends with a backslash.');
  });

  it('gives back every list of words that was quoted', () => {
    const quoted = (word: string): string => `"${word.replace(/["\\]/g, '\\$&')}"`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitCommand(words.map(quoted).join(' '))).toEqual({ words, problem: null });
      }),
    );
  });
});

describe('form of a proof', () => {
  it('says what is missing, one thing after the other', () => {
    expect(formProblem(firstForm)).toBe('Choose what should become better.');
    expect(formProblem({ ...firstForm, testId: 'cpu.crypto' })).toBeNull();
    expect(formProblem({ ...firstForm, testId: 'cpu.crypto', subjectBy: 'knob' })).toBe('Choose the setting that is tried.');
    expect(formProblem({ ...firstForm, goalBy: 'command', command: 'make', measureBy: 'printed' })).toBe(
      'Say which number of its output counts.',
    );
  });

  it('asks for proofs that the contract takes', () => {
    const schema = proofContract.members.prove.input;
    const printed = { measureBy: 'printed', pattern: '([0-9.]+) tokens/s', unit: 'tokens/s' } as const;
    const forms = [
      { ...firstForm, testId: 'cpu.crypto' },
      { ...firstForm, goalBy: 'command', command: 'make -j8', ...printed, subjectBy: 'profile', profileId: 'server' } as const,
      { ...firstForm, testId: 'cpu.crypto', subjectBy: 'knob', knobId: 'vm.swappiness', values: ['10'] } as const,
    ];
    for (const form of forms) expect(schema.safeParse(proveInputOf(form)).error).toBeUndefined();
    expect(proveInputOf(forms[0] ?? firstForm)).toMatchObject({
      subject: { kind: 'search', knobIds: null },
      maxSeconds: 1800,
      keep: false,
    });
  });

  it('says before it starts whether anything stays', () => {
    expect(consentSentences(firstForm).join(' ')).toContain('At the end everything is stock again');
    expect(consentSentences({ ...firstForm, keep: true }).join(' ')).toContain('kept over reboot');
  });
});
