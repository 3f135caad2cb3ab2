import { describe, expect, it } from 'vitest';
import { appArguments } from './appArguments.ts';

describe('appArguments', () => {
  it('passes a recorded machine on, in both spellings', () => {
    expect(appArguments(['electron', '--no-sandbox', '.', '--sysroot', '/a b']).forPrograms).toEqual(['--sysroot', '/a b']);
    expect(appArguments(['app', '--sysroot=/x']).forPrograms).toEqual(['--sysroot', '/x']);
  });

  it('passes nothing else', () => {
    expect(appArguments(['electron', '--enable-logging', '.']).forPrograms).toEqual([]);
    expect(appArguments(['electron', '--sysroot']).forPrograms).toEqual([]);
  });
});
