import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../contracts/errors.ts';
import { jobsContract } from '../contracts/jobs.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import type { Service } from '../contracts/kit/serve.ts';
import { monitorContract } from '../contracts/monitor.ts';
import type { PlanRecord } from '../contracts/plan.ts';
import { profilesContract } from '../contracts/profiles.ts';
import { settingsContract } from '../contracts/settings.ts';
import { emptyFrame } from '../contracts/testSupport/emptyFrame.ts';
import { type PlanPreview, tuningContract } from '../contracts/tuning.ts';
import { exitCodes } from './exitCodes.ts';
import { run } from './run.ts';
import { createFakeConsole, type FakeConsole, type FakeConsoleOptions } from './testSupport/fakeConsole.ts';
import { createFakeSession, fakeService } from './testSupport/fakeSession.ts';
import { samplePlan, samplePreview, sampleRecord } from './testSupport/samples.ts';

type Tuning = Partial<Implementation<typeof tuningContract>>;

interface Outcome {
  readonly code: number;
  readonly console: FakeConsole;
  readonly json: () => unknown;
}

async function hecate(
  line: string,
  services: readonly Service[],
  options: FakeConsoleOptions & { signal?: AbortSignal; hosted?: boolean } = {},
): Promise<Outcome> {
  const console = createFakeConsole(options);
  const session = createFakeSession(services, options.hosted);
  const code = await run(line.split(' '), {
    console,
    version: '1.2.3',
    signal: options.signal ?? new AbortController().signal,
    openSession: () => Promise.resolve(session),
  });
  return { code, console, json: () => JSON.parse(console.output()) as unknown };
}

const preview: PlanPreview = samplePreview;

function tuning(members: Tuning = {}): Service {
  return fakeService(tuningContract, {
    plan: () => preview,
    apply: ({ plan }, { report }) => {
      expect(plan).toEqual(samplePlan);
      report({ stepId: 's1', done: 1, total: 2, message: 'Writing vm.swappiness' });
      return Promise.resolve(sampleRecord);
    },
    ...members,
  });
}

describe('apply', () => {
  it('shows the plan, asks, applies, and says how to go back', async () => {
    const { code, console } = await hecate('tune apply', [tuning()], { terminal: true, lines: ['y'], env: { NO_COLOR: '1' } });
    expect(code).toBe(exitCodes.ok);
    expect(console.output()).toContain('60 → 10');
    expect(console.output()).toContain('in force');
    expect(console.errors()).toContain('Apply this? [y/N]');
    expect(console.errors()).toContain('[1/2] Writing vm.swappiness');
    expect(console.errors()).toContain('hecate undo plan-1');
  });

  it.each(['n', '', 'yesterday', 'Nein'])('changes nothing on the answer %j', async (answer) => {
    const service = tuning({ apply: () => Promise.reject(new Error('must not be called')) });
    const { code, console } = await hecate('tune apply', [service], { terminal: true, lines: [answer] });
    expect(code).toBe(exitCodes.refused);
    expect(console.errors()).toContain('Nothing was changed.');
  });

  it('cannot ask without a terminal: says --yes and changes nothing', async () => {
    const service = tuning({ apply: () => Promise.reject(new Error('must not be called')) });
    const { code, console } = await hecate('tune apply', [service]);
    expect(code).toBe(exitCodes.usage);
    expect(console.errors()).toContain('--yes');
    const json = await hecate('tune apply --json', [service], { terminal: true, lines: ['y'] });
    expect(json.code).toBe(exitCodes.usage);
    expect(json.json()).toMatchObject({ error: { code: 'usage', details: { field: '--yes' } } });
  });

  it('prints one JSON document with plan and record, and nothing else', async () => {
    const { code, console, json } = await hecate('tune apply --yes --json', [tuning()]);
    expect(code).toBe(exitCodes.ok);
    expect(json()).toEqual({ plan: samplePlan, record: sampleRecord });
    expect(console.errors()).toBe('');
  });

  it('has nothing to do', async () => {
    const service = tuning({ plan: () => ({ ...preview, plan: null }) });
    expect((await hecate('tune apply', [service])).code).toBe(exitCodes.ok);
    expect((await hecate('tune apply --json', [service])).json()).toEqual({ plan: null, record: null });
  });

  it('passes every option on', async () => {
    let seen: unknown;
    const service = tuning({
      plan: (input) => {
        seen = input;
        return preview;
      },
    });
    await hecate(
      'tune plan --profile server --only a,b --set vm.swappiness=10 --set x=1=2 --tier-b --accept-danger c --override-owners --no-persist',
      [service],
    );
    expect(seen).toEqual({
      profileId: 'server',
      only: ['a', 'b'],
      values: { 'vm.swappiness': '10', 'x': '1=2' },
      includeTierB: true,
      acceptDangers: ['c'],
      overrideOwners: true,
      persist: false,
    });
  });

  it.each(['--set x', '--set =1', '--set x='])('refuses %s', async (option) => {
    const { code, console } = await hecate(`tune plan ${option}`, [tuning()]);
    expect(code).toBe(exitCodes.usage);
    expect(console.errors()).toContain('KNOB=VALUE');
  });

  it('reports a failure with what the machine is like now', async () => {
    const service = tuning({
      apply: () =>
        Promise.reject(
          new AppError('plan.applyFailed', 'step s2 failed; everything was undone', {
            details: { stepId: 's2', problem: 'EIO on write', undone: true },
          }),
        ),
    });
    const human = await hecate('tune apply --yes', [service]);
    expect(human.code).toBe(exitCodes.failed);
    expect(human.console.errors()).toContain('step s2 failed; everything was undone');
    expect(human.console.errors()).toContain('EIO on write');
    const machine = await hecate('tune apply --yes --json', [service]);
    expect(machine.json()).toEqual({
      error: {
        code: 'plan.applyFailed',
        message: 'step s2 failed; everything was undone',
        details: { stepId: 's2', problem: 'EIO on write', undone: true },
      },
    });
  });

  it('is refused with 4 when nobody allows it', async () => {
    const service = tuning({ apply: () => Promise.reject(new AppError('privilege.dismissed', 'the dialog was closed', { details: {} })) });
    expect((await hecate('tune apply --yes', [service])).code).toBe(exitCodes.refused);
  });
});

describe('countdown', () => {
  const confirmBy = new Date(Date.now() + 30_000).toISOString();
  const waiting: PlanRecord = { ...sampleRecord, state: 'awaitingConfirmation', confirmBy };
  const settings = fakeService(settingsContract, {
    get: () => ({
      settings: {
        version: 1,
        theme: 'system',
        closeToTray: true,
        confirmSeconds: 42,
        sampleSeconds: 1,
        profileOverride: null,
        overrideAdministrator: false,
        driftCheckMinutes: 0,
      },
      problem: null,
    }),
  });

  function risky(calls: string[]): Service {
    return tuning({
      plan: () => ({ ...preview, confirmAdvised: true }),
      apply: ({ confirmWithinSeconds }) => {
        calls.push(`apply ${String(confirmWithinSeconds)}`);
        return Promise.resolve(confirmWithinSeconds === null ? sampleRecord : waiting);
      },
      confirm: ({ planId }) => {
        calls.push(`confirm ${planId}`);
        return sampleRecord;
      },
      undo: ({ planId }) => {
        calls.push(`undo ${String(planId)}`);
        return Promise.resolve({ undonePlans: ['plan-1'], steps: [] });
      },
      history: () => ({ plans: [{ ...sampleRecord, state: 'undone', undoneBecause: 'user' }] }),
    });
  }

  it('keeps a risky plan that the user keeps, within the time of the settings', async () => {
    const calls: string[] = [];
    const { code, console } = await hecate('tune apply', [risky(calls), settings], { terminal: true, lines: ['y'], key: 'y' });
    expect(calls).toEqual(['apply 42', 'confirm plan-1']);
    expect(code).toBe(exitCodes.ok);
    expect(console.errors()).toMatch(/Keep it\? \[y\/N\] undone in \d+ s/);
  });

  it.each([['n'], [null], ['\u001b']])('undoes it on the key %j', async (key) => {
    const calls: string[] = [];
    const { code, console } = await hecate('tune apply --confirm-within 20 --yes', [risky(calls)], { terminal: true, key });
    expect(calls).toEqual(['apply 20', 'undo plan-1']);
    expect(code).toBe(exitCodes.refused);
    expect(console.errors()).toContain('undone');
  });

  it('does not count down for a script that did not ask for it', async () => {
    const calls: string[] = [];
    await hecate('tune apply --yes --json', [risky(calls)]);
    expect(calls).toEqual(['apply null']);
  });

  it('leaves a script that asked for it with a plan that waits in the daemon', async () => {
    const calls: string[] = [];
    const { code, json } = await hecate('tune apply --yes --json --confirm-within 20', [risky(calls)], { hosted: false });
    expect(code).toBe(exitCodes.ok);
    expect(json()).toMatchObject({ record: { state: 'awaitingConfirmation', confirmBy } });
  });

  it('stays until it is decided where the countdown lives in this process', async () => {
    const calls: string[] = [];
    const { code, json } = await hecate('tune apply --yes --json --confirm-within 20', [risky(calls)], { hosted: true });
    expect(json()).toMatchObject({ record: { state: 'undone' } });
    expect(code).toBe(exitCodes.refused);
  });
});

describe('undo, verify, status', () => {
  it('undoes after a question, and refuses contradictions', async () => {
    const inputs: unknown[] = [];
    const service = tuning({
      undo: (input) => {
        inputs.push(input);
        return Promise.resolve({
          undonePlans: ['plan-1'],
          steps: [{ planId: 'plan-1', stepId: 's1', title: 'Swappiness', outcome: 'restored', detail: 'back to 60' }],
        });
      },
    });
    expect((await hecate('undo', [service], { terminal: true, lines: ['y'] })).code).toBe(exitCodes.ok);
    expect((await hecate('undo --all --force --yes', [service])).code).toBe(exitCodes.ok);
    expect((await hecate('undo --knob vm.swappiness -y', [service])).code).toBe(exitCodes.ok);
    expect((await hecate('undo plan-1 --all -y', [service])).code).toBe(exitCodes.usage);
    expect(inputs).toEqual([
      { planId: null, knobId: null, all: false, force: false },
      { planId: null, knobId: null, all: true, force: true },
      { planId: null, knobId: 'vm.swappiness', all: false, force: false },
    ]);
  });

  it('is content when there was nothing to undo, and fails on a conflict', async () => {
    const nothing = tuning({ undo: () => Promise.reject(new AppError('plan.nothingToUndo', 'there is nothing to undo', { details: {} })) });
    const { code, console } = await hecate('undo --all -y', [nothing]);
    expect(code).toBe(exitCodes.ok);
    expect(console.output()).toBe('There was nothing to undo.\n');
    const conflict = tuning({
      undo: () =>
        Promise.resolve({
          undonePlans: [],
          steps: [{ planId: 'p', stepId: 's', title: 'T', outcome: 'conflict', detail: 'changed since' }],
        }),
    });
    expect((await hecate('undo -y', [conflict])).code).toBe(exitCodes.failed);
  });

  it('verify and status say 3 when something differs', async () => {
    const step = { planId: 'p', stepId: 's', knobId: 'k', title: 'T', expected: '1', found: '2', detail: '' };
    const status = {
      profileId: 'server',
      appliedPlans: 1,
      stepsInForce: 1,
      awaitingConfirmation: null,
      awaitingReboot: false,
      lastCheckedAt: null,
    };
    const good = tuning({
      verify: () => ({ steps: [{ ...step, verdict: 'applied' }] }),
      status: () => ({ ...status, drifted: [] }),
    });
    const bad = tuning({
      verify: () => ({ steps: [{ ...step, verdict: 'refused' }] }),
      status: () => ({ ...status, drifted: [{ ...step, verdict: 'drifted' }] }),
    });
    expect((await hecate('verify', [good])).code).toBe(exitCodes.ok);
    expect((await hecate('verify', [bad])).code).toBe(exitCodes.difference);
    expect((await hecate('status', [good])).code).toBe(exitCodes.ok);
    expect((await hecate('status --json', [bad])).code).toBe(exitCodes.difference);
  });
});

describe('failures', () => {
  it('Ctrl-C is 130 and says what happened', async () => {
    const interrupt = new AbortController();
    const service = tuning({
      history: () => ({ plans: [] }),
      apply: (_input, { signal }) => {
        interrupt.abort();
        return new Promise((_resolve, reject) => {
          const stop = (): void => {
            reject(new AppError('cancelled', 'cancelled; everything was undone', { details: {} }));
          };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop);
        });
      },
    });
    const { code, console } = await hecate('tune apply --yes', [service], { signal: interrupt.signal });
    expect(code).toBe(exitCodes.interrupted);
    expect(console.errors()).toContain('stopped; nothing was changed');
    const taken = tuning({
      apply: () => Promise.reject(new AppError('cancelled', 'cancelled', { details: {} })),
      history: () => ({ plans: [{ ...sampleRecord, state: 'undone', undoneBecause: 'user' }] }),
    });
    expect((await hecate('tune apply --yes', [taken], { signal: AbortSignal.abort() })).code).toBe(exitCodes.interrupted);
  });

  it('names the profile that does not exist, and those that do', async () => {
    const service = fakeService(profilesContract, {
      select: ({ id }) => {
        throw new AppError('profile.notFound', 'There is no such profile.', { details: { id: id ?? '', known: ['server', 'laptop'] } });
      },
    });
    const { code, console } = await hecate('profile set nonsense', [service]);
    expect(code).toBe(exitCodes.usage);
    expect(console.errors()).toContain('known: server, laptop');
  });

  it('an unexpected error is internal and keeps its stack to the log', async () => {
    const service = tuning({
      plan: () => {
        throw new TypeError('secret detail');
      },
    });
    const { code, json } = await hecate('tune plan --json', [service]);
    expect(code).toBe(exitCodes.failed);
    expect(json()).toMatchObject({ error: { code: 'internal', details: { logId: 'log-id' } } });
    expect(JSON.stringify(json())).not.toContain('secret');
  });

  it('colours nothing in JSON, even on a terminal', async () => {
    const { console } = await hecate('tune plan --json', [tuning()], { terminal: true });
    expect(console.output()).not.toContain('\u001b');
    expect(console.errors()).toBe('');
  });
});

describe('reading commands', () => {
  it('help and version need no engines', async () => {
    const help = await hecate('help tune', []);
    expect(help.code).toBe(exitCodes.ok);
    expect(help.console.output()).toContain('tune plan');
    expect((await hecate('--json --help', [])).json()).toHaveProperty('help');
    expect((await hecate('-V', [])).console.output()).toBe('hecate 1.2.3\n');
    expect((await hecate('-V --json', [])).json()).toEqual({ version: '1.2.3' });
  });

  it('monitor prints a frame per line until it has enough, or a screen on a terminal', async () => {
    const frame = emptyFrame({ sequence: 1, at: 0 });
    let unsubscribed = 0;
    const service = fakeService(monitorContract, {
      snapshot: () => frame,
      frame: (listener) => {
        const timer = setInterval(() => {
          listener(frame);
        }, 1);
        return () => {
          clearInterval(timer);
          unsubscribed += 1;
        };
      },
    });
    const json = await hecate('monitor --count 3 --json', [service]);
    expect(json.code).toBe(exitCodes.ok);
    const lines = json.console.output().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(JSON.parse(line)).toEqual(frame);
    expect((await hecate('monitor -n 2', [service])).console.output()).toMatch(/^(1970-.*cpu - .*\n){2}$/);
    const screen = (await hecate('monitor -n 1', [service], { terminal: true })).console.output();
    expect(screen.startsWith('\u001b[?1049h')).toBe(true);
    expect(screen.endsWith('\u001b[?1049l')).toBe(true);
    expect((await hecate('monitor', [service], { signal: AbortSignal.abort() })).code).toBe(exitCodes.interrupted);
    await vi.waitFor(() => {
      expect(unsubscribed).toBe(3);
    });
  });

  it('jobs', async () => {
    const service = fakeService(jobsContract, { list: () => ({ jobs: [] }) });
    expect((await hecate('jobs', [service])).console.output()).toContain('No job');
    expect((await hecate('jobs --json', [service])).json()).toEqual({ jobs: [] });
  });

  it('confirm takes the plan that waits, or says that none does', async () => {
    const status = {
      profileId: 'server',
      appliedPlans: 1,
      stepsInForce: 1,
      drifted: [],
      awaitingReboot: false,
      lastCheckedAt: null,
    };
    const confirmed: string[] = [];
    const waiting = { planId: 'plan-9', confirmBy: '2026-11-23T14:00:00.000Z' };
    const service = (awaitingConfirmation: typeof waiting | null): Service =>
      tuning({
        status: () => ({ ...status, awaitingConfirmation }),
        confirm: ({ planId }) => {
          confirmed.push(planId);
          return sampleRecord;
        },
      });
    expect((await hecate('tune confirm', [service(waiting)])).code).toBe(exitCodes.ok);
    expect((await hecate('tune confirm plan-1', [service(null)])).code).toBe(exitCodes.ok);
    expect(confirmed).toEqual(['plan-9', 'plan-1']);
    expect((await hecate('tune confirm', [service(null)])).code).toBe(exitCodes.usage);
  });

  it('says everything that an error knows', async () => {
    const failing = (error: AppError): Service =>
      tuning({
        plan: () => {
          throw error;
        },
      });
    const text = async (error: AppError): Promise<string> => (await hecate('tune plan', [failing(error)])).console.errors();
    const conflict = { target: 'vm.swappiness', expected: '10', found: '60', why: 'somebody changed it' };
    expect(await text(new AppError('plan.conflict', 'changed', { details: { conflicts: [conflict] } }))).toContain('expected 10, found 60');
    expect(await text(new AppError('plan.undoFailed', 'x', { details: { failures: [{ target: 't', problem: 'EIO' }] } }))).toContain(
      't: EIO',
    );
    expect(await text(new AppError('privilege.unavailable', 'x', { details: { tried: [{ route: 'pkexec', why: 'missing' }] } }))).toContain(
      'pkexec: missing',
    );
    expect(await text(new AppError('privilege.noAgent', 'x', { details: { tryInstead: 'sudo hecate' } }))).toContain('try: sudo hecate');
    expect(await text(new AppError('tuning.outOfRange', 'x', { details: { knobId: 'k', value: 'v', allowed: '0 to 200' } }))).toContain(
      '0 to 200',
    );
    expect(
      await text(new AppError('settings.invalid', 'x', { details: { issues: [{ field: 'theme', problem: 'dark or light' }] } })),
    ).toContain('theme: dark or light');
  });
});

describe('settings and profiles', () => {
  it('sets one field with its type and refuses names it does not know', async () => {
    const patches: unknown[] = [];
    const current = {
      version: 1 as const,
      theme: 'dark' as const,
      closeToTray: true,
      confirmSeconds: 30,
      sampleSeconds: 1,
      profileOverride: null,
      overrideAdministrator: false,
      driftCheckMinutes: 15,
    };
    const service = fakeService(settingsContract, {
      get: () => ({ settings: current, problem: null }),
      set: ({ patch }) => {
        patches.push(patch);
        return { settings: current };
      },
    });
    expect((await hecate('settings set confirmSeconds 30', [service])).console.output()).toBe('confirmSeconds is 30\n');
    await hecate('settings set closeToTray false', [service]);
    await hecate('settings set profileOverride null', [service]);
    await hecate('settings set theme dark', [service]);
    expect(patches).toEqual([{ confirmSeconds: 30 }, { closeToTray: false }, { profileOverride: null }, { theme: 'dark' }]);
    expect((await hecate('settings get theme', [service])).console.output()).toBe('dark\n');
    const unknown = await hecate('settings get thme', [service]);
    expect(unknown.code).toBe(exitCodes.usage);
    expect(unknown.console.errors()).toContain('did you mean theme?');
    expect((await hecate('settings set __proto__ 1', [service])).code).toBe(exitCodes.usage);
  });

  it('imports from standard input and exports the text as it is', async () => {
    const profile = { id: 'mine', title: 'Mine', description: '', builtIn: false, base: 'server' as const, knobs: {}, acceptedDangers: [] };
    const text = '{\n  "id": "mine"\n}\n';
    const service = fakeService(profilesContract, {
      import: (input) => {
        expect(input).toEqual({ text, replace: true });
        return profile;
      },
      export: () => ({ fileName: 'mine.json', text }),
    });
    expect((await hecate('profile import - --replace', [service], { input: text })).console.output()).toBe('Imported mine: Mine\n');
    expect((await hecate('profile export mine', [service])).console.output()).toBe(text);
    const missing = await hecate('profile import /nonexistent/file', [service]);
    expect(missing.code).toBe(exitCodes.usage);
    expect(missing.console.errors()).toContain('FILE');
  });
});
