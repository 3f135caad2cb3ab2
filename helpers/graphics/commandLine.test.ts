import { describe, expect, it } from 'vitest';
import { asksForGraphics, parseCommand } from './commandLine.ts';

const profile = '--hecate-graphics-profile=/tmp/profile';
const of = (request: unknown): string[] => ['electron', '/app', `--hecate-graphics=${JSON.stringify(request)}`, profile];
const measure = { kind: 'measure', adapter: 'lowPower', kernels: ['copy', 'matmulF16'], seconds: 0.5 };

describe('the command line of the graphics kernels', () => {
  it('is told from that of the window', () => {
    expect(asksForGraphics(of({ kind: 'describe' }))).toBe(true);
    expect(asksForGraphics(['hecate-control-center', '--sysroot', '/x'])).toBe(false);
  });

  it('takes both requests', () => {
    expect(parseCommand(of({ kind: 'describe' }))).toEqual({
      ok: true,
      command: { request: { kind: 'describe' }, profile: '/tmp/profile' },
    });
    expect(parseCommand(of(measure))).toEqual({ ok: true, command: { request: measure, profile: '/tmp/profile' } });
  });

  it.each([
    [of(null), 'kind is missing'],
    [of({ kind: 'other' }), 'kind must be'],
    [of({ ...measure, adapter: 'fast' }), 'adapter must be'],
    [of({ ...measure, kernels: ['copy', 'steal'] }), 'kernels must be'],
    [of({ ...measure, kernels: [] }), 'kernels must be'],
    [of({ ...measure, kernels: 'copy' }), 'kernels must be'],
    [of({ ...measure, seconds: 0 }), 'seconds must be'],
    [of({ ...measure, seconds: 1e9 }), 'seconds must be'],
    [['electron', '--hecate-graphics={', profile], 'no JSON'],
    [['electron', profile], 'is missing'],
    [['electron', '--hecate-graphics={"kind":"describe"}'], 'absolute path'],
    [['electron', '--hecate-graphics={"kind":"describe"}', '--hecate-graphics-profile=here'], 'absolute path'],
  ])('says what is wrong with %j', (argv, problem) => {
    const parsed = parseCommand(argv);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });
});
