import { describe, expect, it } from 'vitest';
import { createFakeHost } from './fakeHost.ts';
import { fixtureFolder, fixtureMachines, fixtureMissingMessage, withFixture } from './fixtures.ts';

describe('the fake machine', () => {
  it('has folders where files lie, and links through them', () => {
    const { files } = createFakeHost({
      files: { '/sys/devices/vda/size': '8\n', '/sys/empty/': '' },
      links: { '/sys/block/vda': '../devices/vda' },
    });
    expect(files.list('/sys')).toEqual(['block', 'devices', 'empty']);
    expect(files.list('/sys/empty')).toEqual([]);
    expect(files.read('/sys/block/vda/size')).toEqual({ ok: true, text: '8\n' });
    expect(files.realPath('/sys/block/vda')).toBe('/sys/devices/vda');
    expect(files.readLink('/sys/block/vda')).toBe('../devices/vda');
    expect(files.stat('/sys/block/vda')?.kind).toBe('link');
    expect(files.stat('/sys/devices')?.kind).toBe('folder');
    expect(files.read('/sys/devices')).toMatchObject({ ok: false, reason: 'failed' });
  });

  it('changes while it is looked at, and remembers what was read', () => {
    const host = createFakeHost({ files: { '/a': '1' }, links: { '/l': '/a' }, denied: ['/secret'] });
    host.write('/l', '2');
    expect(host.files.read('/a')).toEqual({ ok: true, text: '2' });
    host.write('/secret/x', 'no');
    expect(host.files.read('/secret/x')).toMatchObject({ ok: false, reason: 'denied' });
    host.remove('/a');
    expect(host.files.exists('/l')).toBe(false);
    expect(host.files.read('/a')).toMatchObject({ ok: false, reason: 'missing' });
    host.link('/m', '/secret/x');
    host.deny('/other');
    expect(host.files.exists('/m')).toBe(true);
    expect(host.reads).toEqual(['/a', '/secret/x', '/a']);
    expect(host.files.read('/m', 1)).toMatchObject({ ok: false, reason: 'denied' });
  });

  it('bounds reads like the real one', () => {
    expect(createFakeHost({ files: { '/a': 'long' } }).files.read('/a', 2)).toMatchObject({ ok: false, reason: 'tooLarge' });
  });

  it('answers scripted commands, the exact call first', async () => {
    const host = createFakeHost({
      commands: { 'lscpu': 'any', 'lscpu --json': { stdout: '{}', exitCode: 1 }, 'wc': (_, { stdin }) => String(stdin?.length) },
    });
    host.script('late', 'a\nb\n');
    const lines: string[] = [];
    expect(await host.commands.run('lscpu', ['--json'])).toMatchObject({ stdout: '{}', exitCode: 1 });
    expect(await host.commands.run('lscpu', [])).toMatchObject({ stdout: 'any', exitCode: 0 });
    expect(await host.commands.run('wc', [], { stdin: 'abc' })).toMatchObject({ stdout: '3' });
    expect(await host.commands.run('unknown', ['x'])).toMatchObject({ exitCode: null, failure: 'notFound' });
    await host.commands.run('late', [], { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['a', 'b']);
    expect(host.ran.map(({ program, args }) => [program, ...args].join(' '))).toEqual(['lscpu --json', 'lscpu', 'wc', 'unknown x', 'late']);
  });

  it('moves time only when told', async () => {
    const { clock } = createFakeHost({ startMs: 1_000 });
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name}@${String(clock.monotonicMs())}`);
    };
    const all = Promise.all([sleeper('late', 50), sleeper('early', 10).then(() => sleeper('again', 15))]);
    expect(clock.sleepers).toBe(2);
    await clock.advance(30);
    expect(woken).toEqual(['early@10', 'again@25']);
    expect(clock.nowMs()).toBe(1_030);
    clock.jumpWallClock(-500);
    expect(clock.nowMs()).toBe(530);
    await clock.advance(30);
    await all;
    expect(woken).toEqual(['early@10', 'again@25', 'late@50']);
  });

  it('ends an aborted sleep', async () => {
    const { clock } = createFakeHost();
    const controller = new AbortController();
    const sleeping = clock.sleep(1_000, controller.signal);
    controller.abort();
    await sleeping;
    await clock.sleep(1_000, controller.signal);
    expect(clock.sleepers).toBe(0);
  });
});

describe('recorded machines of the test run', () => {
  it('skips with a message when a group is not there', () => {
    const skipped: string[] = [];
    const fakeIt = Object.assign(() => undefined, { skip: (title: string) => skipped.push(title) });
    withFixture(fakeIt, 'no-such-group', () => {
      throw new Error('must not run');
    });
    expect(skipped).toEqual(['skipped: shared fixtures not present (no-such-group)']);
    expect(fixtureMissingMessage('x')).toContain('(x)');
    expect(fixtureMachines('no-such-group')).toEqual([]);
    expect(fixtureFolder('no-such-group')).toBeUndefined();
  });
});
