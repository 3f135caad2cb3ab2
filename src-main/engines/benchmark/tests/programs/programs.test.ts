import { describe, expect, it } from 'vitest';
import { testInfo } from '../../../../contracts/benchmark.ts';
import { isAppError } from '../../../../contracts/errors.ts';
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../../host/fake/fakeHost.ts';
import type { CommandOptions, CommandResult } from '../../../../host/port.ts';
import type { ScratchPort } from '../../../../services/ports.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { lastWords, runGuarded, runMeasuring } from './guarded.ts';
import { programTests } from './index.ts';
import { testContext } from './testSupport/context.ts';
import { findTool, fio, openssl, sevenZip } from './tools.ts';

const signal = new AbortController().signal;
const call = { program: 'tool', args: ['a b'], timeoutMs: 1000, signal };

interface FakeScratch extends ScratchPort {
  readonly log: string[];
}

function fakeScratch(folder = '/data/bench'): FakeScratch {
  const log: string[] = [];
  return {
    log,
    open(parent, neededBytes) {
      log.push(`open ${String(parent)} ${String(neededBytes)}`);
      return Promise.resolve({
        path: folder,
        freeBytes: 1e12,
        fill(name, bytes) {
          log.push(`fill ${name} ${String(bytes)}`);
          return Promise.resolve(`${folder}/${name}`);
        },
        remove() {
          log.push('remove');
          return Promise.resolve();
        },
      });
    },
  };
}

function byId(id: string): BenchmarkTest {
  const found = programTests.find((test) => test.id === id);
  if (found === undefined) throw new Error(`no test ${id}`);
  return found;
}

const side = {
  io_bytes: 1e9,
  bw_bytes: 2e9,
  iops: 1000,
  runtime: 500,
  lat_ns: { mean: 1000, N: 4000 },
  clat_ns: { percentile: { '50.000000': 1000, '99.000000': 2000, '99.900000': 3000 } },
};
/** Answers like fio: one job for each --name, both directions busy. */
function fioAnswer(args: readonly string[]): string {
  const names = args.filter((one) => one.startsWith('--name=')).map((one) => one.slice(7));
  const jobs = names.filter((name) => name !== 'global').map((jobname) => ({ jobname, error: 0, read: side, write: side }));
  return JSON.stringify({ jobs });
}
const onDisk: Pick<FakeHostOptions, 'files' | 'links'> = {
  files: {
    '/proc/self/mountinfo': '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:5 / /mem rw - tmpfs tmpfs rw\n',
    '/sys/devices/sda/sda1/partition': '1\n',
    '/sys/devices/sda/queue/scheduler': 'none [mq-deadline]\n',
    '/sys/devices/sda/queue/read_ahead_kb': '128\n',
  },
  links: { '/sys/dev/block/8:1': '/sys/devices/sda/sda1' },
};

describe('the list of tests', () => {
  it('fits the contract, with ids and metrics of their own', async () => {
    const host = createFakeHost();
    for (const test of programTests) {
      const context = testContext({ host, scratch: fakeScratch() });
      const availability = await test.availability(context);
      expect(testInfo.safeParse({ ...test, availability }).error, test.id).toBeUndefined();
      expect(test.method.length, test.id).toBeLessThanOrEqual(1000);
      expect(new Set(test.metrics.map(({ id }) => id)).size).toBe(test.metrics.length);
      expect(test.metrics.some(({ headline }) => headline)).toBe(true);
    }
    expect(new Set(programTests.map(({ id }) => id)).size).toBe(programTests.length);
  });

  it('says how to get each program that is not there', async () => {
    const packages = new Map<string, string>();
    for (const test of programTests) {
      const context = testContext({ host: createFakeHost(), scratch: fakeScratch(), peer: 'other' });
      const availability = await test.availability(context);
      if (availability.state === 'missing') packages.set(test.engine, availability.howToGet);
      await expect(test.prepare(context)).rejects.toMatchObject({ code: 'benchmark.unavailable', details: { testId: test.id } });
    }
    expect(Object.fromEntries(packages)).toEqual({
      'openssl': 'apt install openssl',
      '7-Zip': 'apt install 7zip',
      'fio': 'apt install fio',
      'iperf3': 'apt install iperf3',
      'cyclictest': 'apt install rt-tests',
    });
  });

  it('needs another machine, or the right to real-time priorities, where it does', async () => {
    const commands = { iperf3: 'iperf 3.12 (cJSON)', cyclictest: 'cyclictest V 2.40\n' };
    const peer = byId('network.peer');
    const plain = testContext({ host: createFakeHost({ commands }), scratch: fakeScratch() });
    expect(await peer.availability(plain)).toMatchObject({ state: 'missing', howToGet: expect.stringContaining('iperf3 -s') as unknown });
    expect(await peer.availability({ ...plain, parameters: { ...plain.parameters, peer: 'other' } })).toEqual({ state: 'ready' });
    const cyclic = byId('scheduler.cyclictest');
    expect(await cyclic.availability(plain)).toMatchObject({ state: 'missing', howToGet: expect.stringContaining('rtprio') as unknown });
    const may: readonly Readonly<Record<string, string>>[] = [
      { '/proc/self/status': 'Name:\tx\nCapEff:\t0000000000800000\n' },
      { '/proc/self/status': 'CapEff:\t0000000000000000\n', '/proc/self/limits': 'Max realtime priority     99                   99\n' },
    ];
    for (const files of may) {
      const context = testContext({ host: createFakeHost({ commands, files }), scratch: fakeScratch() });
      expect(await cyclic.availability(context)).toEqual({ state: 'ready' });
    }
  });
});

describe('programs and their versions', () => {
  it('are found under several names, and asked again after a while', async () => {
    const host = createFakeHost({ commands: { '7zr': '\n7-Zip (a) [64] 16.02 : Copyright\np7zip Version 16.02' } });
    expect(await findTool(host, sevenZip)).toEqual({ name: '7-Zip', command: '7zr', version: '16.02' });
    expect(await findTool(host, fio)).toBeNull();
    host.script('fio --version', 'fio-3.33\n');
    expect(await findTool(host, fio)).toBeNull();
    await host.clock.advance(10_000);
    expect(await findTool(host, fio)).toEqual({ name: 'fio', command: 'fio', version: '3.33' });
    const asked = host.ran.length;
    await findTool(host, fio);
    expect(host.ran.length).toBe(asked);
  });

  it('are not taken for another program of that name', async () => {
    expect(await findTool(createFakeHost({ commands: { openssl: 'LibreSSL 3.3.6' } }), openssl)).toBeNull();
    expect(await findTool(createFakeHost({ commands: { fio: 'a'.repeat(1_000_000) } }), fio)).toBeNull();
  });
});

describe('guarded programs', () => {
  it('are started through setpriv where it knows the signal, else plainly', async () => {
    const guarded = createFakeHost({ commands: { setpriv: 'done' } });
    await runGuarded(guarded, call);
    await runGuarded(guarded, call);
    expect(guarded.ran.map(({ program, args }) => [program, ...args].join(' '))).toEqual([
      'setpriv --pdeathsig KILL -- setpriv --version',
      'setpriv --pdeathsig KILL -- tool a b',
      'setpriv --pdeathsig KILL -- tool a b',
    ]);
    const plain = createFakeHost({ commands: { setpriv: { exitCode: 1 }, tool: 'plain' } });
    expect(await runGuarded(plain, call)).toMatchObject({ stdout: 'plain' });
  });

  it('fail with their own last words', async () => {
    const failing = async (answer: object): Promise<string> => {
      const error: unknown = await runMeasuring(createFakeHost({ commands: { tool: answer } }), call).catch((thrown: unknown) => thrown);
      return isAppError(error, 'proof.measureFailed') ? error.details.problem : String(error);
    };
    expect(await failing({ exitCode: 1, stderr: 'one\ntwo\n\u001b[31mthree\nfour\n' })).toBe(
      'tool ended with code 1; its last words: two /  [31mthree / four'.replace('  [', ' ['),
    );
    expect(await failing({ exitCode: 3, stdout: 'only this\n' })).toMatch(/code 3; its last words: only this/);
    expect(await failing({ exitCode: 3 })).toMatch(/said nothing/);
    expect(await failing({ failure: 'timeout', exitCode: null })).toMatch(/within 1 seconds/);
    expect(await failing({ failure: 'signal', exitCode: null })).toMatch(/ended by a signal/);
    expect(await failing({ failure: 'notFound', exitCode: null })).toMatch(/not installed/);
    expect(await failing({ failure: 'unavailable', exitCode: null, stderr: 'recorded' })).toMatch(/recorded/);
    expect(await failing({ truncated: true })).toMatch(/more than can be read/);
    expect(await failing({ failure: 'cancelled', exitCode: null })).toMatch(/was cancelled/);
  });

  it('are missing also when setpriv is the one who says so', async () => {
    const host = createFakeHost({
      commands: {
        'setpriv': { exitCode: 127, stderr: 'setpriv: failed to execute tool: No such file or directory\n' },
        'setpriv --pdeathsig KILL -- setpriv --version': '',
      },
    });
    expect(await runGuarded(host, call)).toMatchObject({ exitCode: null, failure: 'notFound' });
  });

  it('cannot flood an error', () => {
    expect(lastWords({ stdout: '', stderr: 'x\n'.repeat(1_000_000) })).toBe('x / x / x');
    expect(lastWords({ stdout: '', stderr: 'y'.repeat(10_000_000) }).length).toBe(300);
  });
});

describe('disk tests', () => {
  const fioHost = (extra: FakeHostOptions['commands'] = {}, options = onDisk) =>
    createFakeHost({ ...options, commands: { 'fio --version': 'fio-3.33', 'fio': fioAnswer, ...extra } });

  it('work on a file of their own, name it relative to its folder, and remove it', async () => {
    for (const id of ['disk.sequential', 'disk.random', 'disk.coldRead', 'disk.mixed', 'disk.burst']) {
      const host = fioHost();
      const scratch = fakeScratch();
      const test = byId(id);
      const prepared = await test.prepare(testContext({ host, scratch, folder: '/data' }));
      const { values } = await prepared.round(signal);
      expect(Object.keys(values).sort(), id).toEqual(test.metrics.map((metric) => metric.id).sort());
      for (const value of Object.values(values)) expect(Number.isFinite(value)).toBe(true);
      expect(prepared.tool).toEqual({ name: 'fio', version: '3.33' });
      expect(prepared.parameters).toMatchObject({ fileSystem: 'ext4', device: 'sda', scheduler: 'mq-deadline', readAheadKiB: 128 });
      await prepared.dispose();
      expect(scratch.log[0]).toBe(`open /data ${String(test.scratchBytes)}`);
      expect(scratch.log.at(-1)).toBe('remove');
      const measured = host.ran.filter(({ program, args }) => program === 'fio' && args.length > 1);
      for (const { args, options } of measured) {
        expect(args).toContain('--thread');
        expect(args).toContain('--filename=data');
        expect(options.folder).toBe('/data/bench');
        expect(args.some((argument) => argument.includes('/'))).toBe(false);
      }
    }
  });

  it('fall back to libaio only when io_uring was tried and refused', async () => {
    const tried: string[] = [];
    const fio = (args: readonly string[]) => {
      const engine = args.find((argument) => argument.startsWith('--ioengine='));
      if (args.includes('--name=check')) tried.push(String(engine));
      return engine === '--ioengine=io_uring'
        ? { exitCode: 1, stderr: 'fio: io_uring_setup failed: Operation not permitted' }
        : fioAnswer(args);
    };
    const prepared = await byId('disk.random').prepare(testContext({ host: fioHost({ fio }), scratch: fakeScratch() }));
    expect(tried).toEqual(['--ioengine=io_uring', '--ioengine=libaio']);
    expect(prepared.parameters['ioengine']).toBe('libaio');
    const scratch = fakeScratch();
    const neither = byId('disk.random').prepare(
      testContext({ host: fioHost({ fio: { exitCode: 1, stderr: 'Invalid argument' } }), scratch }),
    );
    await expect(neither).rejects.toMatchObject({
      code: 'proof.measureFailed',
      message: expect.stringContaining('Invalid argument') as unknown,
    });
    expect(scratch.log.at(-1)).toBe('remove');
  });

  it('refuse a file system in memory, and say what to do', async () => {
    for (const id of ['disk.sequential', 'disk.coldRead', 'disk.burst']) {
      const scratch = fakeScratch('/mem/bench');
      const error: unknown = await byId(id)
        .prepare(testContext({ host: fioHost(), scratch, folder: '/mem' }))
        .catch((thrown: unknown) => thrown);
      const known = testContext({ host: fioHost(), scratch, folder: '/mem' });
      expect(await byId(id).availability(known)).toMatchObject({
        state: 'missing',
        howToGet: expect.stringMatching(/on a disk/) as unknown,
      });
      expect(await byId(id).availability({ ...known, parameters: { ...known.parameters, folder: '/data' } })).toEqual({ state: 'ready' });
      expect(isAppError(error, 'benchmark.unavailable') && [error.message, error.details.howToGet]).toEqual([
        expect.stringMatching(/tmpfs, which is memory/),
        expect.stringMatching(/folder on a disk/),
      ]);
      expect(scratch.log.some((line) => line.startsWith('fill'))).toBe(false);
      expect(scratch.log.at(-1)).toBe('remove');
    }
  });

  it('say what the place really is', async () => {
    const labelOn = async (line: string, device?: string): Promise<string | null> => {
      const queue = `/sys/devices/virtual/block/${String(device)}/queue/`;
      const links = device === undefined ? {} : { '/sys/dev/block/7:3': `/sys/devices/virtual/block/${device}` };
      const options = { files: { '/proc/self/mountinfo': line, [queue]: '' }, links };
      return (await byId('disk.burst').prepare(testContext({ host: fioHost({}, options), scratch: fakeScratch() }))).label;
    };
    expect(await labelOn('22 1 0:50 / / rw - nfs4 server:/x rw')).toMatch(/nfs4/);
    expect(await labelOn('22 1 0:50 / / rw - fuse.sshfs x rw')).toMatch(/fuse.sshfs/);
    expect(await labelOn('22 1 0:50 / / rw - zfs tank rw')).toMatch(/ZFS/);
    expect(await labelOn('22 1 7:3 / / rw - ext4 /dev/loop3 rw', 'loop3')).toMatch(/loop device/);
    expect(await labelOn('22 1 7:3 / / rw - ext4 /dev/zram0 rw', 'zram0')).toMatch(/memory/);
    expect(await labelOn('22 1 7:3 / / rw - ext4 /dev/sda rw', 'sda')).toBeNull();
    expect(await labelOn('22 1 0:30 / / rw - btrfs /dev/sda rw')).toBeNull();
    expect(await labelOn('')).toBeNull();
  });

  it('end with the words of fio when a round fails', async () => {
    const fio = (args: readonly string[]) =>
      args.includes('--name=check') ? fioAnswer(args) : { exitCode: 1, stderr: 'fio: io_u error on file data: No space left on device' };
    const prepared = await byId('disk.sequential').prepare(testContext({ host: fioHost({ fio }), scratch: fakeScratch() }));
    await expect(prepared.round(signal)).rejects.toMatchObject({
      code: 'proof.measureFailed',
      details: { problem: expect.stringContaining('No space left on device') as unknown },
    });
  });
});

/** Like an iperf3 server: says that it listens, and goes on until it is ended. */
function serve(options: CommandOptions): Promise<Partial<CommandResult>> {
  options.onLine?.('Server listening on 23456 (test #1)');
  return new Promise((resolve) => {
    options.signal?.addEventListener('abort', () => {
      resolve({ exitCode: null, failure: 'cancelled' });
    });
  });
}

describe('the loopback server', () => {
  const prepare = (host: FakeHost, stop = signal) =>
    byId('network.loopback').prepare(testContext({ host, scratch: fakeScratch(), signal: stop }));
  const version = { 'iperf3 --version': 'iperf 3.12' };

  it('tries other ports, and passes on why it cannot listen', async () => {
    const ports: string[] = [];
    const iperf3 = (args: readonly string[]) => {
      ports.push(String(args.at(-1)));
      return { exitCode: 1, stderr: 'iperf3: error - unable to start listener for connections: Address already in use' };
    };
    await expect(prepare(createFakeHost({ commands: { ...version, iperf3 } }))).rejects.toMatchObject({
      code: 'proof.measureFailed',
      message: expect.stringContaining('Address already in use') as unknown,
    });
    expect(new Set(ports).size).toBeGreaterThan(1);
  });

  it('is not waited for without end, and ends with the test', async () => {
    let running = 0;
    const iperf3 = async (_: readonly string[], options: CommandOptions) => {
      running += 1;
      const result = await serve({ ...options, onLine: () => undefined });
      running -= 1;
      return result;
    };
    const host = createFakeHost({ commands: { ...version, iperf3 } });
    const preparing = prepare(host).catch((error: unknown) => error);
    for (let attempt = 0; attempt < 10; attempt += 1) await host.clock.advance(5_000);
    expect(await preparing).toMatchObject({ code: 'proof.measureFailed', message: expect.stringContaining('within 5 seconds') as unknown });
    expect(running).toBe(0);
    const stop = new AbortController();
    const cancelled = prepare(host, stop.signal).catch((error: unknown) => error);
    await host.clock.advance(100);
    stop.abort();
    expect(await cancelled).toMatchObject({ code: 'cancelled' });
    expect(running).toBe(0);
  });
});

describe('a busy server', () => {
  it('is asked again, but not for ever', async () => {
    const busy = JSON.stringify({ end: {}, error: 'the server is busy running a test. try again later' });
    const arrived = JSON.stringify({ end: { sum_received: { bits_per_second: 1e9 } } });
    let answers: string[] = [busy, busy, arrived];
    let asked = 0;
    const iperf3 = (args: readonly string[], options: CommandOptions) => {
      if (args.includes('-s')) return serve(options);
      asked += 1;
      return { exitCode: 1, stdout: answers.shift() ?? busy };
    };
    const host = createFakeHost({ commands: { 'iperf3 --version': 'iperf 3.12', iperf3 } });
    const prepared = await byId('network.loopback').prepare(testContext({ host, scratch: fakeScratch() }));
    const round = async (): Promise<unknown> => {
      const running = prepared.round(signal).catch((error: unknown) => error);
      for (let step = 0; step < 100; step += 1) await host.clock.advance(250);
      return running;
    };
    expect(await round()).toEqual({ values: { tcp: 1 } });
    answers = [];
    asked = 0;
    expect(await round()).toMatchObject({ code: 'proof.measureFailed', message: expect.stringContaining('busy') as unknown });
    expect(asked).toBe(20);
    await prepared.dispose();
  });
});

describe('UDP buffers', () => {
  it('are asked for as large as the kernel allows, 16 MiB at most', async () => {
    const asked = async (receive: string, send: string): Promise<string | undefined> => {
      let seen: string | undefined;
      const iperf3 = (args: readonly string[], options: CommandOptions) => {
        if (args.includes('-s')) return serve(options);
        seen = args[args.indexOf('-w') + 1];
        return JSON.stringify({ end: { sum_received: { bits_per_second: 2e9 } } });
      };
      const files = { '/proc/sys/net/core/rmem_max': receive, '/proc/sys/net/core/wmem_max': send };
      const host = createFakeHost({ files, commands: { 'iperf3 --version': 'iperf 3.12', iperf3 } });
      const preparing = byId('network.udpBurst').prepare(testContext({ host, scratch: fakeScratch() }));
      const prepared = await preparing;
      expect((await prepared.round(signal)).values).toEqual({ delivered: 2 });
      await prepared.dispose();
      return seen;
    };
    expect(await asked('212992\n', '425984\n')).toBe('425984');
    expect(await asked('67108864\n', '67108864\n')).toBe('16777216');
    expect(await asked('nonsense', '')).toBe('16777216');
  });
});
