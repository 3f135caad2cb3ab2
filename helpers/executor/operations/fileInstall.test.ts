import { describe, expect, it } from 'vitest';
import { fakeWorkstation } from '../testSupport/fakeMachine.ts';
import { bound } from './index.ts';

const secret = 'root:$y$secret:20000::::::';

describe('a file that is not ours to manage', () => {
  const machine = fakeWorkstation();
  machine.files.set('/etc/shadow', secret);
  const operation = bound({ kind: 'file.install', path: '/etc/shadow', content: null });
  const prior = JSON.stringify({ content: '* * * * * root id', missingFolders: [] });

  it('is not read to whoever asks', () => {
    const verdict = operation.verify(machine);
    expect(verdict).toMatchObject({ verdict: 'refused', found: null });
    expect(JSON.stringify(verdict)).not.toContain('secret');
    expect(() => operation.capture(machine)).toThrow(/must lie directly in/);
    expect(() => operation.standing(prior, machine)).toThrow(/must lie directly in/);
  });

  it('is not written because a journal says so', () => {
    expect(() => {
      operation.undo(prior, machine);
    }).toThrow(/must lie directly in/);
    expect(() => {
      operation.apply(prior, machine);
    }).toThrow(/must lie directly in/);
    expect(machine.writes).toEqual([]);
    expect(machine.files.get('/etc/shadow')).toBe(secret);
  });
});
