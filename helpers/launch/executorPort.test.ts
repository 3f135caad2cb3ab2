/** The port as the engines use it, with real executors as root, and the pieces that a desktop would need. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { productFolders } from '../../src-main/base/folders.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { PlanRecord } from '../../src-main/contracts/plan.ts';
import { buildExecutor } from '../executor/proof/kill.ts';
import { planOf } from '../executor/proof/scenarios.ts';
import type { LaunchedExecutor } from './executorPort.ts';
import { createExecutorPort } from './executorPort.ts';
import { higherClassAsked, riskOfUndo } from './neededRisk.ts';
import { pkexecFailure, routeStates } from './routes.ts';
import { callBack, sudoPromptProblem } from './sudoPromptRoute.ts';

const target = '/proc/sys/net/core/netdev_budget';
const knob = target;
const usable = process.getuid?.() === 0 && existsSync(target);
if (!usable) console.warn('tests of the launcher with real executors are skipped: they need root and a real /proc/sys');

const log = { info: () => undefined, error: () => 'id' };

describe.skipIf(!usable)('the port', () => {
  let built: Awaited<ReturnType<typeof buildExecutor>>;
  let folder: string;
  let port: LaunchedExecutor;
  const stock = usable ? readFileSync(knob, 'utf8') : '';

  beforeAll(async () => {
    built = await buildExecutor();
  });

  afterAll(() => {
    built.remove();
  });

  function open(): void {
    folder = mkdtempSync(path.join(tmpdir(), 'hecate-port-'));
    const [command = '', ...args] = built.command;
    port = createExecutorPort({ folders: productFolders({ HECATE_STATE_DIR: folder }, 0), program: { command, args }, log, uid: 0 });
  }

  afterEach(() => {
    port.dispose();
    rmSync(folder, { recursive: true, force: true });
    expect(readFileSync(knob, 'utf8')).toBe(stock);
  });

  const plan = (id: string) => planOf(id, [{ kind: 'sysctl.set', key: 'net.core.netdev_budget', value: '310' }]);

  it('applies with progress, confirms over the same connection, and undoes', async () => {
    open();
    const steps: (string | null)[] = [];
    const record = await port.apply(plan('p1'), { confirmWithinSeconds: 30, onProgress: (progress) => steps.push(progress.stepId) });
    expect(record.state).toBe('awaitingConfirmation');
    expect(steps).toEqual(['s0', null]);
    // Longer than an idle connection is kept: the Plan must not be taken back by that.
    await new Promise((resolve) => {
      setTimeout(resolve, 2500);
    });
    expect((await port.confirm('p1')).state).toBe('applied');
    expect((await port.read.verify({ planId: null })).steps[0]?.verdict).toBe('applied');
    expect((await port.read.hello({})).stateFolder).toBe(path.join(folder, 'journal'));
    expect((await port.undo({ planId: null, knobId: 'knob0', all: false, force: false }, {})).steps[0]?.outcome).toBe('restored');
    await expect(port.undo({ planId: null, knobId: null, all: false, force: false }, {})).rejects.toMatchObject({
      code: 'plan.nothingToUndo',
    });
  }, 20_000);

  it('refuses before it asks anybody for a password', async () => {
    open();
    const evil = planOf('p1', [{ kind: 'sysctl.set', key: 'kernel.core_pattern', value: '|/bin/sh' }]);
    await expect(port.apply(evil, { confirmWithinSeconds: null })).rejects.toMatchObject({
      code: 'plan.refused',
      details: { stepId: 's0', field: 'key' },
    });
    const wrong = { ...plan('p1'), version: 2 } as unknown as ReturnType<typeof plan>;
    await expect(port.apply(wrong, { confirmWithinSeconds: null })).rejects.toMatchObject({ code: 'plan.invalid' });
    expect(existsSync(path.join(folder, 'journal'))).toBe(false);
  });

  it('takes an unconfirmed Plan back when it is disposed', async () => {
    open();
    await port.apply(plan('p1'), { confirmWithinSeconds: 60 });
    port.dispose();
    for (let attempt = 0; attempt < 100 && readFileSync(knob, 'utf8') !== stock; attempt += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
    }
    expect(readFileSync(knob, 'utf8')).toBe(stock);
  });

  it('says which way to root there is, and why not the others', async () => {
    open();
    const states = await port.routes();
    expect(states.map((state) => [state.route, state.available])).toEqual([
      ['root', true],
      ['systemdSocket', false],
      ['pkexec', false],
      ['sudoPrompt', false],
    ]);
    expect(states.every((state) => state.why !== '')).toBe(true);
  });

  it('is called back by an executor that shows its token, and by no other', async () => {
    open();
    const runtime = path.join(folder, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const socket = path.join(runtime, 'back.sock');
    const token = 'a'.repeat(64);
    const tokenFile = path.join(runtime, 'token');
    let cleaned = false;
    const start = (content: string): void => {
      writeFileSync(tokenFile, content, { mode: 0o600 });
      // An elevated start keeps its journal in /var/lib, so that folder is a private one here.
      const inside = `mount -t tmpfs hecate /var/lib && exec "$@"`;
      spawn(
        'unshare',
        ['-m', 'sh', '-c', inside, 'sh', ...built.command, '--class=reversible', `--connect=${socket}`, `--token-file=${tokenFile}`],
        {
          stdio: 'ignore',
        },
      );
    };
    const connecting = callBack(
      socket,
      token,
      () => {
        cleaned = true;
      },
      () => {
        start('b'.repeat(64));
        setTimeout(() => {
          start(token);
        }, 600);
      },
    );
    const connection = await connecting;
    expect(cleaned).toBe(true);
    expect(existsSync(socket)).toBe(false);
    expect(await connection.client.hello({})).toMatchObject({ uid: 0, stateFolder: '/var/lib/hecate' });
    const above = planOf('p1', [{ kind: 'file.install', path: '/etc/sysctl.d/60-hecate-x.conf', content: 'vm.swappiness = 10\n' }]);
    await expect(connection.client.apply({ plan: above, confirmWithinSeconds: null })).rejects.toMatchObject({ code: 'privilege.denied' });
    connection.close();
  }, 20_000);
});

describe('an elevated start', () => {
  const around = {
    folders: productFolders({ HOME: '/home/a' }, 1000),
    program: { command: '/opt/x/hecate-executor', args: [] },
    log,
    uid: 1000,
    env: { DISPLAY: ':0' },
    exists: () => true,
  };

  it('has the ways in their order, and none with a journal that was moved', () => {
    expect(
      routeStates(around)
        .filter((state) => state.available)
        .map((state) => state.route),
    ).toEqual(['systemdSocket', 'pkexec', 'sudoPrompt']);
    const moved = { ...around, folders: productFolders({ HECATE_STATE_DIR: '/x' }, 1000) };
    expect(routeStates(moved).filter((state) => state.available)).toEqual([]);
    expect(routeStates(moved)[2]?.why).toMatch(/HECATE_STATE_DIR/);
  });

  it('never puts an unsafe path into a shell line', () => {
    expect(sudoPromptProblem(around)).toBeNull();
    expect(sudoPromptProblem({ ...around, program: { command: '/opt/$(reboot)/x', args: [] } })).toMatch(/must not stand in a shell line/);
    expect(sudoPromptProblem({ ...around, env: {} })).toMatch(/no graphical session/);
    expect(sudoPromptProblem({ ...around, exists: () => false })).toMatch(/kdesudo or pkexec/);
  });

  it.each([
    [126, '', 'privilege.dismissed'],
    [127, 'Error executing command as another user: No authentication agent found.', 'privilege.noAgent'],
    [127, 'Error executing command as another user: Not authorized', 'privilege.denied'],
    [64, 'wrong argument', 'privilege.unavailable'],
    [null, 'ENOENT', 'privilege.unavailable'],
  ])('that ends with %s %s is %s', (code, errors, expected) => {
    expect(pkexecFailure({ exitCode: code, errors }).code).toBe(expected);
  });
});

describe('the class that an undo needs', () => {
  const record = (planId: string, risk: PlanRecord['risk'], state: PlanRecord['steps'][number]['state']): PlanRecord => ({
    planId,
    title: planId,
    profileId: null,
    state: 'applied',
    risk,
    createdAt: '2026-01-01T00:00:00.000Z',
    appliedAt: null,
    undoneAt: null,
    undoneBecause: null,
    confirmBy: null,
    uid: 0,
    steps: planOf(planId, [{ kind: 'sysctl.set', key: 'vm.swappiness', value: '1' }]).steps.map((step) => ({
      step,
      state,
      prior: null,
      problem: null,
    })),
  });
  const history = [record('c', 'boot', 'undone'), record('b', 'reversible', 'applied'), record('a', 'persistent', 'applied')];
  const input = { planId: null, knobId: null, all: false, force: false };

  it.each([
    [input, 'reversible'],
    [{ ...input, all: true }, 'persistent'],
    [{ ...input, planId: 'a' }, 'persistent'],
    [{ ...input, knobId: 'knob0' }, 'persistent'],
    [{ ...input, knobId: 'other' }, 'reversible'],
  ])('%j: %s', (wanted, risk) => {
    expect(riskOfUndo(wanted, history)).toBe(risk);
  });

  it('of the last Plan is not that of what a proof tries', () => {
    expect(
      riskOfUndo(input, [
        { ...record('proof-1', 'reversible', 'applied'), state: 'awaitingConfirmation' },
        record('a', 'persistent', 'applied'),
      ]),
    ).toBe('persistent');
    expect(riskOfUndo(input, [record('proof-1', 'reversible', 'applied'), record('a', 'persistent', 'applied')])).toBe('reversible');
  });

  it('is the one that the executor names, when the history did not say enough', () => {
    const denied = (actionId?: string) => new AppError('privilege.denied', 'no', { details: actionId === undefined ? {} : { actionId } });
    expect(higherClassAsked(denied('org.hecateos.control-center.boot'), 'reversible')).toBe('boot');
    expect(higherClassAsked(denied('org.hecateos.control-center.boot'), 'boot')).toBeUndefined();
    expect(higherClassAsked(denied('org.hecateos.control-center.reversible'), 'boot')).toBeUndefined();
    expect(higherClassAsked(denied(), 'reversible')).toBeUndefined();
    expect(higherClassAsked(new AppError('privilege.dismissed', 'no', { details: {} }), 'reversible')).toBeUndefined();
  });
});
