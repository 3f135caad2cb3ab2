/** The program itself, over its pipe, on the real kernel of this machine. Settings are restored by its own undo. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src-main/contracts/operations.ts';
import { exitCode } from './exitCodes.ts';
import { buildExecutor } from './proof/kill.ts';
import { planOf } from './proof/scenarios.ts';
import type { StartedExecutor } from './testSupport/executorClient.ts';
import { startExecutor } from './testSupport/executorClient.ts';

const isRoot = process.getuid?.() === 0;
const watermark = '/proc/sys/vm/watermark_boost_factor';
const usable = isRoot && existsSync(watermark);
if (!usable) console.warn('tests of the executor program are skipped: they need root and a real /proc/sys');

function boost(value: string): Operation {
  return { kind: 'sysctl.set', key: 'vm.watermark_boost_factor', value };
}

const stock = existsSync(watermark) ? readFileSync(watermark, 'utf8').trim() : '';

function now(): string {
  return readFileSync(watermark, 'utf8').trim();
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (condition()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
  throw new Error(`${what} did not happen in time`);
}

describe.skipIf(!usable)('the program', () => {
  let built: Awaited<ReturnType<typeof buildExecutor>>;
  let folder: string;
  let started: StartedExecutor[] = [];

  function start(...args: readonly string[]): StartedExecutor {
    const executor = startExecutor([...built.command, `--state-dir=${folder}`, ...args], {}, 'ignore');
    started.push(executor);
    return executor;
  }

  function byHand(...args: readonly string[]) {
    const [program = '', ...first] = built.command;
    return spawnSync(program, [...first, ...args], { encoding: 'utf8' });
  }

  beforeAll(async () => {
    built = await buildExecutor();
  });

  afterAll(() => {
    built.remove();
  });

  afterEach(async () => {
    await Promise.all(started.map((executor) => executor.stop()));
    started = [];
    byHand(`--state-dir=${folder}`, 'revert-all', '--force');
    rmSync(folder, { recursive: true, force: true });
    expect(now()).toBe(stock);
  });

  function fresh(): void {
    folder = mkdtempSync(path.join(tmpdir(), 'hecate-program-'));
  }

  it('answers, applies its first step and undoes it', async () => {
    fresh();
    const executor = start();
    const beginMs = performance.now();
    const hello = await executor.client.hello({});
    const helloMs = performance.now() - beginMs;
    expect(hello).toMatchObject({ uid: 0, stateFolder: `${folder}/journal`, recovered: [] });
    const record = await executor.client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: null });
    const allMs = performance.now() - beginMs;
    console.log(`executor: start to hello ${helloMs.toFixed(0)} ms, to the first step applied ${allMs.toFixed(0)} ms`);
    expect(record).toMatchObject({ state: 'applied', risk: 'reversible', uid: 0 });
    expect(now()).toBe('14000');
    expect(statSync(`${folder}/journal/journal.db`).mode & 0o777).toBe(0o600);
    expect(statSync(`${folder}/journal/history.db`).mode & 0o777).toBe(0o644);
    expect(statSync(`${folder}/journal`).mode & 0o777).toBe(0o755);
    expect(statSync(`${folder}/journal/lock.db`).mode & 0o777).toBe(0o600);
    expect(await executor.client.undo({ planId: null, knobId: null, all: false, force: false })).toMatchObject({ undonePlans: ['p1'] });
    expect(now()).toBe(stock);
    expect(await executor.stop()).toBe(exitCode.done);
  });

  it('takes a Plan back whose client went away without confirming', async () => {
    fresh();
    const executor = start();
    expect((await executor.client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 60 })).state).toBe(
      'awaitingConfirmation',
    );
    expect(now()).toBe('14000');
    await executor.stop();
    expect(now()).toBe(stock);
  });

  it('takes a Plan back when the time is over, and then takes no confirmation', async () => {
    fresh();
    const { client } = start();
    await client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 5 });
    await new Promise((resolve) => {
      setTimeout(resolve, 5500);
    });
    await until(() => now() === stock, 'the undo');
    await expect(client.confirm({ planId: 'p1' })).rejects.toMatchObject({ code: 'plan.notFound' });
    expect((await client.history({ limit: 1, before: null })).plans[0]).toMatchObject({ state: 'undone', undoneBecause: 'notConfirmed' });
  }, 20_000);

  it('lets one executor at a time change the machine, and lets another one confirm', async () => {
    fresh();
    const first = start().client;
    await first.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 60 });
    const second = start().client;
    // Its start recovers nothing: the first one is alive.
    expect((await second.hello({})).recovered).toEqual([]);
    expect(now()).toBe('14000');
    await expect(second.apply({ plan: planOf('p2', [boost('13000')]), confirmWithinSeconds: null })).rejects.toMatchObject({
      code: 'plan.busy',
      details: { planId: 'p1' },
    });
    expect((await second.confirm({ planId: 'p1' })).state).toBe('applied');
    await new Promise((resolve) => {
      setTimeout(resolve, 600);
    });
    expect((await second.apply({ plan: planOf('p2', [boost('13000')]), confirmWithinSeconds: null })).state).toBe('applied');
    expect((await first.undo({ planId: null, knobId: null, all: true, force: false })).undonePlans).toEqual(['p2', 'p1']);
  });

  it('lets another one undo what waits, which needs no patience', async () => {
    fresh();
    const first = start().client;
    await first.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 21_600 });
    const second = start().client;
    await second.hello({});
    const input = { planId: null, knobId: null, all: false, force: false };
    expect(await second.undo(input)).toMatchObject({ undonePlans: ['p1'], steps: [{ outcome: 'restored' }] });
    expect(now()).toBe(stock);
    await expect(first.confirm({ planId: 'p1' })).rejects.toMatchObject({ code: 'plan.notFound' });
    // Both are free again.
    expect((await first.apply({ plan: planOf('p2', [boost('13000')]), confirmWithinSeconds: null })).state).toBe('applied');
    expect(await second.undo(input)).toMatchObject({ undonePlans: ['p2'] });
    expect(now()).toBe(stock);
  });

  it('recovers at its start what a killed one left', async () => {
    fresh();
    const first = start();
    await first.client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 60 });
    first.child.kill('SIGKILL');
    await first.stop();
    expect(now()).toBe('14000');
    expect((await start().client.hello({})).recovered).toMatchObject([{ planId: 'p1' }]);
    expect(now()).toBe(stock);
  });

  it('answers questions without rights, and refuses changes then', async () => {
    fresh();
    chmodSync(folder, 0o755);
    await start().client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: null });
    const executor = startExecutor(
      ['setpriv', '--reuid=65534', '--clear-groups', ...built.command, `--state-dir=${folder}`, '--read-only'],
      {},
      'ignore',
    );
    started.push(executor);
    chmodSync(path.dirname(built.command[1] ?? ''), 0o755);
    expect((await executor.client.hello({})).uid).toBe(65_534);
    expect((await executor.client.history({ limit: 5, before: null })).plans.map((entry) => entry.planId)).toEqual(['p1']);
    expect((await executor.client.verify({ planId: null })).steps).toMatchObject([{ verdict: 'applied', found: '14000' }]);
    expect(await executor.client.check({ plan: { nonsense: true } })).toMatchObject({ accepted: false, risk: null });
    expect(await executor.client.read({ operation: boost('1') })).toMatchObject({ found: '14000' });
    await expect(executor.client.apply({ plan: planOf('p2', [boost('1')]), confirmWithinSeconds: null })).rejects.toMatchObject({
      code: 'contract.scopeDenied',
    });
  });

  it('refuses a Plan above the class that was granted', async () => {
    fresh();
    const [program = '', ...first] = built.command;
    const child = startExecutor([program, ...first, '--class=reversible', '--read-only'], {}, 'ignore');
    started.push(child);
    // Elevated starts keep the journal in its one place, wherever the caller points.
    expect((await child.client.hello({})).stateFolder).toBe('/var/lib/hecate');
    expect(byHand('--class=reversible', `--state-dir=${folder}`).status).toBe(exitCode.usage);
  });

  it('is a way back from a text console', async () => {
    fresh();
    const executor = start();
    await executor.client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: null });
    await executor.stop();
    const done = byHand(`--state-dir=${folder}`, 'revert-all');
    expect(done.stdout).toMatch(/restored/);
    expect(done.status).toBe(exitCode.done);
    expect(now()).toBe(stock);
    expect(byHand(`--state-dir=${folder}`, 'revert-all').stdout).toMatch(/Nothing to undo/);
    expect(byHand(`--state-dir=${folder}`, 'boot-start').status).toBe(exitCode.done);
    expect(byHand(`--state-dir=${folder}`, 'boot-healthy').status).toBe(exitCode.done);
  });

  it('goes on while another user holds a lock on all that he may read, and lets him read what was done', async () => {
    fresh();
    chmodSync(folder, 0o755);
    const executor = start();
    await executor.client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: null });
    const library = JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'));
    const script = `
      const Database = require(${library});
      const open = (name) => new Database('${folder}/journal/' + name, { readonly: true });
      let journal = 'opened';
      try { open('journal.db').pragma('user_version'); } catch (error) { journal = error.code; }
      const copy = open('history.db');
      copy.exec('BEGIN');
      console.log(journal, copy.prepare('SELECT id, state FROM plan').all().map((row) => row.id + ' ' + row.state).join());
      process.stdin.resume();`;
    const locker = spawn(process.execPath, ['-e', script], {
      uid: 65_534,
      gid: 65_534,
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = await new Promise((resolve) => locker.stdout.setEncoding('utf8').once('data', resolve));
    expect(said).toBe('SQLITE_CANTOPEN p1 applied\n');
    expect(await executor.client.undo({ planId: null, knobId: null, all: false, force: false })).toMatchObject({ undonePlans: ['p1'] });
    locker.stdin.end();
    await new Promise((resolve) => locker.once('exit', resolve));
  });

  it('says what is wrong with its arguments, and ends when nobody is there', async () => {
    fresh();
    expect(byHand('--nonsense').status).toBe(exitCode.usage);
    const [program = '', ...first] = built.command;
    const lonely = spawn(program, [...first, `--state-dir=${folder}`], { stdio: ['ignore', 'ignore', 'ignore'] });
    expect(await new Promise((resolve) => lonely.once('exit', resolve))).toBe(exitCode.done);
  });

  it('answers on a unix socket and knows its callers', async () => {
    fresh();
    const { connectUnixSocket } = await import('../../src-main/transports/unixSocket.ts');
    const { createClient } = await import('../../src-main/contracts/kit/client.ts');
    const { executorContract } = await import('../../src-main/contracts/executor.ts');
    const socket = path.join(folder, 'executor.sock');
    const [program = '', ...first] = built.command;
    const child = spawn(program, [...first, `--state-dir=${folder}`, `--socket=${socket}`], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until(() => existsSync(socket), 'the socket');
    const connection = await connectUnixSocket(socket);
    const client = createClient(executorContract, connection);
    expect((await client.apply({ plan: planOf('p1', [boost('14000')]), confirmWithinSeconds: 60 })).state).toBe('awaitingConfirmation');
    expect((await client.confirm({ planId: 'p1' })).uid).toBe(0);
    await client.undo({ planId: 'p1', knobId: null, all: false, force: false });
    connection.dispose();
    // It lingers for the next caller and then ends by itself.
    expect(await ended).toBe(exitCode.done);
  }, 20_000);
});
