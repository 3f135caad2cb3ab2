import { describe, expect, it } from 'vitest';
import { helpText, parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('has defaults, and takes both ways of writing a value', () => {
    expect(parseOptions([], {})).toEqual({
      kind: 'run',
      options: {
        intervalMs: undefined,
        maxClients: 256,
        sysroot: '/',
        socket: undefined,
        socketMode: 0o600,
        listen: undefined,
        webPort: undefined,
        noWeb: false,
        apart: false,
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
    [['--listen', '127.0.0.1:99999'], '--listen must be an address and a port'],
    [['--listen', '9313'], '--listen must be an address and a port'],
    [['--listen', '::1:9313'], '--listen must be an address and a port'],
    [['--listen', 'a b:1'], '--listen must be an address and a port'],
    [['--sysroot', ''], '--sysroot must be a folder'],
    [['--nonsense'], 'unknown option "--nonsense"'],
    [['extra'], 'unknown option "extra"'],
  ])('refuses %j', (args, message) => {
    const parsed = parseOptions(args, {});
    expect(parsed.kind).toBe('wrong');
    expect(parsed.kind === 'wrong' && parsed.message).toContain(message);
  });

  it('takes any address for the web side, and its port from the environment', () => {
    const parsed = parseOptions(['--listen', '0.0.0.0:80', '--no-web'], { HECATE_WEB_PORT: '0', HECATE_RUNTIME_DIR: '/x' });
    expect(parsed).toMatchObject({ options: { listen: { host: '0.0.0.0', port: 80 }, noWeb: true, webPort: 0, apart: true } });
    expect(parseOptions(['--listen', 'desk.local:1'], {})).toMatchObject({ options: { listen: { host: 'desk.local', port: 1 } } });
    for (const wrong of ['', '65536', '-1', 'http']) {
      expect(parseOptions([], { HECATE_WEB_PORT: wrong })).toMatchObject({
        kind: 'wrong',
        message: expect.stringContaining('HECATE_WEB_PORT') as string,
      });
    }
  });

  it('explains every option that it takes', () => {
    for (const option of [
      '--interval',
      '--max-clients',
      '--socket',
      '--socket-mode',
      '--listen',
      '--no-web',
      '--sysroot',
      '--exit-with-parent',
      '--version',
      '--help',
    ]) {
      expect(helpText).toContain(option);
    }
  });
});
