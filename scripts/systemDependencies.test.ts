import { describe, expect, it } from 'vitest';
import { hasProgram, missingDependencies, missingLibraries, systemDependencies } from './systemDependencies.ts';

const ldd = `\tlinux-vdso.so.1 (0x00007ffc)
\tlibgtk-3.so.0 => not found
\tlibnss3.so => /lib/x86_64-linux-gnu/libnss3.so (0x00007f)
\tlibsmime3.so => not found
\tlibsomething.so.9 => not found
\tlibgtk-3.so.0 => not found
`;

describe('missingLibraries', () => {
  it('names each library once, with its package where it is known', () => {
    expect(missingLibraries(ldd)).toEqual([
      { library: 'libgtk-3.so.0', package: 'libgtk-3-0' },
      { library: 'libsmime3.so', package: 'libnss3' },
      { library: 'libsomething.so.9', package: undefined },
    ]);
    expect(missingLibraries('\tstatically linked\n')).toEqual([]);
  });
});

describe('systemDependencies', () => {
  it('says for every package why it is needed and what is lost without it, once each', () => {
    for (const { reason, without } of systemDependencies) {
      expect(reason).not.toBe('');
      expect(without).not.toBe('');
    }
    const names = systemDependencies.map((dependency) => dependency.package);
    expect(new Set(names).size).toBe(names.length);
  });

  it('finds programs in the search path and reports those that are not there', () => {
    expect(hasProgram('sh', '/nowhere:/bin')).toBe(true);
    const base = { reason: 'r', for: 'tests', without: 'w' } as const;
    const wanted = [
      { ...base, package: 'dash', program: 'sh' },
      { ...base, package: 'none', program: 'no-such-program-here' },
    ];
    expect(missingDependencies(wanted).map((dependency) => dependency.package)).toEqual(['none']);
  });
});
