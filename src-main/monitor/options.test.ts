import { describe, expect, it } from 'vitest';
import { helpText, parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('has defaults, and takes both ways of writing a value', () => {
    expect(parseOptions([], {})).toEqual({
      kind: 'run',
      options: {
        intervalMs: 1000,
        maxClients: 256,
        sysroot: '/',
        socket: undefined,
        socketMode: 0o600,
        listen: undefined,
        exitWithParent: false,
      },
    });
    expect(
      parseOptions(
        ['--interval=0.5', '--max-clients', '7', '--socket', '/a/b', '--socket-mode=0666', '--listen', '[::1]:9313', '--exit-with-parent'],
        {
          HECATE_MONITOR_ROOT: '/machine',
        },
      ),
    ).toMatchObject({
      options: {
        intervalMs: 500,
        maxClients: 7,
        socket: '/a/b',
        socketMode: 0o666,
        listen: { host: '::1', port: 9313 },
        exitWithParent: true,
        sysroot: '/machine',
      },
    });
  });

  it.each([
    [['--interval', '0'], '--interval must be seconds from 0.1 to 60, not "0"'],
    [['--interval', '1e1'], '--interval must be'],
    [['--interval', 'NaN'], '--interval must be'],
    [['--interval'], '--interval must be a value'],
    [['--max-clients', '0'], '--max-clients must be a whole number from 1 to 10000, not "0"'],
    [['--socket', 'relative'], '--socket must be an absolute path'],
    [['--socket-mode', '0777'], '--socket-mode must be'],
    [['--listen', '0.0.0.0:9313'], '--listen must be a loopback address'],
    [['--listen', '127.0.0.1:99999'], '--listen must be a loopback address'],
    [['--listen', '127.evil.example:1'], '--listen must be a loopback address'],
    [['--sysroot', ''], '--sysroot must be a folder'],
    [['--nonsense'], 'unknown option "--nonsense"'],
    [['extra'], 'unknown option "extra"'],
  ])('refuses %j', (args, message) => {
    const parsed = parseOptions(args, {});
    expect(parsed.kind).toBe('wrong');
    expect(parsed.kind === 'wrong' && parsed.message).toContain(message);
  });

  it('explains every option that it takes', () => {
    for (const option of [
      '--interval',
      '--max-clients',
      '--socket',
      '--socket-mode',
      '--listen',
      '--sysroot',
      '--exit-with-parent',
      '--version',
      '--help',
    ]) {
      expect(helpText).toContain(option);
    }
  });
});
