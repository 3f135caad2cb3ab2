import { describe, expect, it } from 'vitest';
import type { Invocation } from './commandLine.ts';
import { parseCommandLine } from './commandLine.ts';

function parse(args: readonly string[], env: Record<string, string> = {}, uid = 0): Invocation {
  const parsed = parseCommandLine(args, { env, uid, pid: 42 });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.invocation;
}

function problem(args: readonly string[], env: Record<string, string> = {}): string {
  const parsed = parseCommandLine(args, { env, uid: 0, pid: 42 });
  return parsed.ok ? 'accepted' : parsed.problem;
}

describe('where the journal is', () => {
  it('follows the environment for a start of one’s own', () => {
    expect(parse([], { HECATE_STATE_DIR: '/x' }).stateFolder).toBe('/x/journal');
    expect(parse(['--state-dir=/y'], { HECATE_STATE_DIR: '/x' }).stateFolder).toBe('/y/journal');
    expect(parse(['--read-only'], { HECATE_STATE_DIR: '/x' }, 1000).stateFolder).toBe('/x/journal');
  });

  it.each([
    ['pkexec', ['--class=reversible'], { PKEXEC_UID: '1000' }],
    ['pkexec without a class', [], { PKEXEC_UID: '1000' }],
    ['sudo-prompt', ['--class=boot', '--connect=/run/x', '--token-file=/run/t'], {}],
    ['a socket of systemd', [], { LISTEN_FDS: '1', LISTEN_PID: '42' }],
  ])('never follows it through %s', (_name, args, env) => {
    expect(parse(args, { ...env, HECATE_STATE_DIR: '/x', HOME: '/home/evil' }).stateFolder).toBe('/var/lib/hecate');
    expect(problem([...args, '--state-dir=/x'], env)).toMatch(/only for a user’s own start/);
  });
});

describe('what was granted', () => {
  it('is the class of the first argument, for the user behind pkexec', () => {
    expect(parse(['--class=persistent'], { PKEXEC_UID: '1000' })).toMatchObject({ granted: 'persistent', callerUid: 1000 });
    expect(parse([])).toMatchObject({ granted: null, callerUid: 0 });
  });

  it.each([[['--read-only', '--class=boot']], [['--class=reversible', '--class=boot']], [['--class=all']]])('refuses %j', (args) => {
    expect(problem(args)).not.toBe('accepted');
  });
});

describe('a start that asks no password', () => {
  it.each([
    [['--class=reversible', 'revert-all', '--force']],
    [['--class=reversible', 'recover']],
    [['--class=reversible', 'boot-start']],
    [['--class=reversible', 'boot-healthy']],
    [['--class=reversible', '--socket=/etc/x/y.sock']],
  ])('does nothing that no class is asked for: %j', (args) => {
    expect(problem(args, { PKEXEC_UID: '1000' })).toMatch(/^--class is only for answering its caller/);
  });
});

describe('commands', () => {
  it.each([
    [[], {}, 'serveStdio'],
    [[], { LISTEN_FDS: '1', LISTEN_PID: '42' }, 'serveSystemdSocket'],
    [[], { LISTEN_FDS: '1', LISTEN_PID: '7' }, 'serveStdio'],
    [['--socket=/run/x'], {}, 'serveSocket'],
    [['recover'], {}, 'recover'],
    [['revert-all', '--force'], {}, 'revert-all'],
    [['--help'], {}, 'help'],
  ])('%j with %j is %s', (args, env, kind) => {
    expect(parse(args, env).command.kind).toBe(kind);
  });

  it.each([[['recover', 'boot-start']], [['--connect=/x']], [['--token-file=/x']], [['nonsense']], [['--state-dir']]])(
    'refuses %j',
    (args) => {
      expect(problem(args)).not.toBe('accepted');
    },
  );
});
