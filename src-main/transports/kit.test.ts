/** The kit itself, over the memory transport: what does not depend on how messages travel. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../contracts/errors.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import { call, defineContract, event, type Implementation, job } from '../contracts/kit/define.ts';
import { relay } from '../contracts/kit/relay.ts';
import { type JobRun, serve, serveAll, service } from '../contracts/kit/serve.ts';
import { wireMethods } from '../contracts/kit/wire.ts';
import { createMemoryPair } from './memory.ts';
import { conformanceContract, createConformanceImplementation } from './testSupport/conformanceContract.ts';

const text = { title: 'Copy files', description: 'Test.', scope: 'read' } as const;
const other = defineContract({
  name: 'other',
  title: 'Other',
  description: 'A second contract on the same connection.',
  members: {
    twice: call({ ...text, input: z.object({ value: z.number() }), output: z.object({ value: z.number() }) }),
    rang: event({ ...text, payload: z.object({ bell: z.string() }) }),
    work: job({
      ...text,
      lock: 'machine',
      input: z.object({ size: z.number() }),
      progress: z.object({ at: z.number() }),
      output: z.object({ done: z.boolean() }),
    }),
  },
});
const otherImplementation: Implementation<typeof other> = {
  twice: ({ value }) => ({ value: value * 2 }),
  rang: (listener) => {
    listener({ bell: 'at once' });
    return () => undefined;
  },
  work: ({ size }, { report }) => {
    report({ at: size });
    return Promise.resolve({ done: true });
  },
};

function recordingLog(): { lines: string[]; error: (message: string, error: unknown) => string; info: (message: string) => void } {
  const lines: string[] = [];
  return {
    lines,
    error: (message, error) => {
      lines.push(`${message}: ${String(error)}`);
      return 'log-1';
    },
    info: (message) => {
      lines.push(message);
    },
  };
}

/** Lets everything that is under way in this process arrive. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

async function rejection(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error as AppError;
  throw new Error(`expected an AppError, got ${String(error)}`);
}

describe('several contracts on one connection', () => {
  it('are served together, and their clients share the connection', async () => {
    const [near, far] = createMemoryPair();
    const log = recordingLog();
    const { implementation } = createConformanceImplementation();
    serveAll([service(conformanceContract, implementation), service(other, otherImplementation)], far, { scope: 'read', log });
    const [first, second] = [createClient(conformanceContract, near), createClient(other, near)];
    const [ticks, bells]: [number[], string[]] = [[], []];
    first.ticked(({ value }) => ticks.push(value));
    second.rang(({ bell }) => bells.push(bell));
    await settled();
    await first.fire({ values: [1] });
    const progress: number[] = [];
    expect(await second.twice({ value: 4 })).toEqual({ value: 8 });
    expect(await second.work({ size: 3 }, { onProgress: ({ at }) => progress.push(at) })).toEqual({ done: true });
    await settled();
    expect({ ticks, bells, progress }).toEqual({ ticks: [1], bells: ['at once'], progress: [3] });
  });

  it('a second serve on the same connection is a mistake that is noticed', () => {
    const [, far] = createMemoryPair();
    const log = recordingLog();
    const served = serve(other, otherImplementation, far, { scope: 'read', log });
    expect(() => serve(other, otherImplementation, far, { scope: 'read', log })).toThrow('serveAll');
    served.dispose();
    serve(other, otherImplementation, far, { scope: 'read', log });
  });

  it('an implementation that lacks a member is noticed at once', () => {
    const [, far] = createMemoryPair();
    const incomplete = { ...otherImplementation, rang: undefined };
    expect(() => serve(other, incomplete as never, far, { scope: 'read', log: recordingLog() })).toThrow('other.rang');
  });

  it('both ends may serve and ask', async () => {
    const [near, far] = createMemoryPair();
    for (const end of [near, far]) serve(other, otherImplementation, end, { scope: 'read', log: recordingLog() });
    const answers = await Promise.all([near, far].map((end) => createClient(other, end).twice({ value: 1 })));
    expect(answers).toEqual([{ value: 2 }, { value: 2 }]);
  });
});

describe('runJob', () => {
  it('gets everything about the job, and decides when it runs', async () => {
    const [near, far] = createMemoryPair();
    const seen: JobRun[] = [];
    const watched: unknown[] = [];
    const runJob = async (run: JobRun): Promise<unknown> => {
      seen.push(run);
      return run.run({
        scope: run.scope,
        signal: run.signal,
        report: (progress) => {
          watched.push(progress);
          run.report(progress);
        },
      });
    };
    serve(other, otherImplementation, far, { scope: 'write', log: recordingLog(), runJob });
    const progress: unknown[] = [];
    const result = await createClient(other, near).work({ size: 5 }, { onProgress: (value) => progress.push(value) });
    expect(result).toEqual({ done: true });
    expect(seen[0]).toMatchObject({
      method: 'other.work',
      title: 'Copy files',
      input: { size: 5 },
      scope: 'write',
      member: { lock: 'machine' },
    });
    expect(watched).toEqual([{ at: 5 }]);
    expect(progress).toEqual(watched);
  });

  it('may refuse, and the caller hears its words; bad input never reaches it', async () => {
    const [near, far] = createMemoryPair();
    const asked: string[] = [];
    const runJob = (run: JobRun): Promise<unknown> => {
      asked.push(run.method);
      return Promise.reject(new AppError('plan.busy', 'another Plan is being applied', { details: { planId: 'p7' } }));
    };
    serve(other, otherImplementation, far, { scope: 'read', log: recordingLog(), runJob });
    const client = createClient(other, near);
    expect(await rejection(client.work({ size: 'x' as never }))).toMatchObject({
      code: 'contract.invalid',
      details: { issues: [{ field: 'size' }] },
    });
    expect(asked).toEqual([]);
    expect(await rejection(client.work({ size: 1 }))).toMatchObject({ code: 'plan.busy', details: { planId: 'p7' } });
  });

  it('sees a job that reports or returns nonsense as failed', async () => {
    const [near, far] = createMemoryPair();
    const outcomes: string[] = [];
    const runJob = (run: JobRun): Promise<unknown> =>
      run.run({ scope: run.scope, signal: run.signal, report: run.report }).catch((error: unknown) => {
        outcomes.push((error as AppError).code);
        throw error;
      });
    let nonsense = { progress: { at: 'x' }, output: { done: true } } as { progress: unknown; output: unknown };
    const implementation: Implementation<typeof other> = {
      ...otherImplementation,
      work: (_input, { report }) => {
        report(nonsense.progress as never);
        return Promise.resolve(nonsense.output as never);
      },
    };
    serve(other, implementation, far, { scope: 'read', log: recordingLog(), runJob });
    const client = createClient(other, near);
    expect((await rejection(client.work({ size: 1 }))).code).toBe('contract.badOutput');
    nonsense = { progress: { at: 1 }, output: null };
    expect((await rejection(client.work({ size: 1 }))).code).toBe('contract.badOutput');
    expect(outcomes).toEqual(['contract.badOutput', 'contract.badOutput']);
  });

  it('a job goes on when its caller has gone', async () => {
    const [near, far] = createMemoryPair();
    const { implementation, observed } = createConformanceImplementation();
    const outcome: unknown[] = [];
    const abort = new AbortController();
    const runJob = (run: JobRun): Promise<unknown> =>
      run
        .run({ scope: run.scope, report: run.report, signal: AbortSignal.any([run.signal, abort.signal]) })
        .then((value) => outcome.push(value));
    serve(conformanceContract, implementation, far, { scope: 'read', log: recordingLog(), runJob });
    const job = rejection(createClient(conformanceContract, near).endless({ onCancel: 'finish' }));
    await settled();
    near.dispose();
    expect((await job).code).toBe('transport.closed');
    expect(observed.jobsRunning).toBe(1);
    abort.abort();
    await settled();
    expect(outcome).toEqual([{ finished: true }]);
  });
});

describe('abort', () => {
  /** As fs, child_process and fetch do it: an AbortError that says nothing of the reason. */
  function rejectWhenAborted(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new DOMException('This operation was aborted', 'AbortError'));
      });
    });
  }

  it('an AbortError of the platform is a cancellation and no internal error', async () => {
    const [near, far] = createMemoryPair();
    const log = recordingLog();
    const implementation: Implementation<typeof other> = {
      ...otherImplementation,
      twice: (_input, { signal }) => rejectWhenAborted(signal),
      work: (_input, { signal, report }) => {
        report({ at: 1 });
        return rejectWhenAborted(signal);
      },
    };
    serve(other, implementation, far, { scope: 'read', log });
    const client = createClient(other, near);
    const abort = new AbortController();
    const job = rejection(
      client.work(
        { size: 1 },
        {
          signal: abort.signal,
          onProgress: () => {
            abort.abort();
          },
        },
      ),
    );
    expect((await job).code).toBe('cancelled');
    const call = rejection(client.twice({ value: 1 }));
    await settled();
    near.dispose();
    expect((await call).code).toBe('transport.closed');
    await settled();
    expect(log.lines).toEqual([]);
  });

  it('a job cancelled by its service without a reason is `cancelled` too', async () => {
    const [near, far] = createMemoryPair();
    const implementation: Implementation<typeof other> = {
      ...otherImplementation,
      work: (_input, { signal }) => rejectWhenAborted(signal),
    };
    const service = new AbortController();
    const runJob = (run: JobRun): Promise<unknown> => run.run({ scope: run.scope, signal: service.signal, report: run.report });
    serve(other, implementation, far, { scope: 'read', log: recordingLog(), runJob });
    const job = rejection(createClient(other, near).work({ size: 1 }));
    await settled();
    service.abort();
    expect((await job).code).toBe('cancelled');
  });
});

describe('lazy services', () => {
  it('are loaded by the first message for their contract, once, and again only after a failure', async () => {
    const [near, far] = createMemoryPair();
    const log = recordingLog();
    const loads: string[] = [];
    const { implementation } = createConformanceImplementation();
    const lazy = {
      name: 'other',
      load: () => {
        loads.push('other');
        return loads.length === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve(service(other, otherImplementation));
      },
    };
    serveAll([service(conformanceContract, implementation), lazy], far, { scope: 'read', log });
    const client = createClient(other, near);
    await createClient(conformanceContract, near).add({ left: 1 });
    await expect(near.sendRequest('nothing.here', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
    expect(loads).toEqual([]);
    expect((await rejection(client.twice({ value: 1 }))).code).toBe('internal');
    expect(await client.twice({ value: 1 })).toEqual({ value: 2 });
    const bells: string[] = [];
    client.rang(({ bell }) => bells.push(bell));
    await settled();
    expect(bells).toEqual(['at once']);
    expect(loads).toHaveLength(2);
    await expect(near.sendRequest('other.constructor', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
  });
});

describe('relay', () => {
  it('passes results, errors, progress, cancellation and events through', async () => {
    const [middleNear, farFar] = createMemoryPair();
    const { implementation } = createConformanceImplementation();
    serve(conformanceContract, implementation, farFar, { scope: 'admin', log: recordingLog() });
    const [near, middleFar] = createMemoryPair();
    const gateway = relay(conformanceContract, createClient(conformanceContract, middleNear));
    serve(conformanceContract, gateway, middleFar, { scope: 'read', log: recordingLog() });
    const client = createClient(conformanceContract, near);
    expect(await client.add({ left: 1 })).toEqual({ sum: 2 });
    expect(await rejection(client.fail({ how: 'typed' }))).toMatchObject({ code: 'tuning.unknownKnob', details: { knobId: 'vm.magic' } });
    expect((await rejection(client.forbidden({}))).code).toBe('contract.scopeDenied');
    const seen: number[] = [];
    await client.count({ to: 20 }, { onProgress: ({ at }) => seen.push(at) });
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const abort = new AbortController();
    const stopped = rejection(
      client.endless(
        { onCancel: 'stop' },
        {
          signal: abort.signal,
          onProgress: () => {
            abort.abort();
          },
        },
      ),
    );
    expect((await stopped).code).toBe('cancelled');
    const ticks: number[] = [];
    const stop = client.ticked(({ value }) => ticks.push(value));
    await settled();
    await client.fire({ values: [3] });
    await settled();
    stop();
    await settled();
    expect(ticks).toEqual([3]);
    expect((await client.observed({})).listeners).toBe(0);
    middleNear.dispose();
    expect((await rejection(client.add({ left: 1 }))).code).toBe('transport.closed');
  });
});

/** A server that answers by hand. */
function hostileServer(answers: Readonly<Record<string, (far: RpcConnection, params: unknown) => unknown>>): RpcConnection {
  const [near, far] = createMemoryPair();
  far.onAnyRequest((method, params) => answers[method]?.(far, params));
  return near;
}

describe('a client does not trust its server', () => {
  it('refuses results and progress that break the contract', async () => {
    const connection = hostileServer({
      'other.twice': () => ({ value: 'x' }),
      'other.work': async (far, params) => {
        await far.sendNotification(wireMethods.progress, { job: (params as { job: string }).job, value: { at: 'x' } });
        return { done: true };
      },
    });
    const client = createClient(other, connection);
    expect(await rejection(client.twice({ value: 1 }))).toMatchObject({ code: 'contract.badOutput', details: { method: 'other.twice' } });
    expect((await rejection(client.work({ size: 1 }))).code).toBe('contract.badOutput');
  });

  it('tells of an event that breaks the contract, and ignores what belongs to nobody', async () => {
    const connection = hostileServer({
      [wireMethods.subscribe]: (far) => {
        for (const params of [
          { subscription: 5, payload: { bell: 1 } },
          { subscription: 5, payload: { bell: 'ding' } },
          { subscription: 6 },
          {},
          [],
        ]) {
          far.sendNotification(wireMethods.event, params).catch(() => undefined);
        }
        far.sendNotification(wireMethods.progress, { job: '__proto__', value: 1 }).catch(() => undefined);
        return { subscription: 5 };
      },
    });
    const [bells, problems]: [string[], AppError[]] = [[], []];
    createClient(other, connection, { onProblem: (problem) => problems.push(problem) }).rang(({ bell }) => bells.push(bell));
    await settled();
    expect(bells).toEqual(['ding']);
    expect(problems.map(({ code }) => code)).toEqual(['contract.badOutput']);
  });

  it('tells when a subscription is answered with nonsense', async () => {
    const connection = hostileServer({ [wireMethods.subscribe]: () => ({ subscription: 'x' }) });
    const problems: AppError[] = [];
    const stop = createClient(other, connection, { onProblem: (problem) => problems.push(problem) }).rang(() => undefined);
    await settled();
    stop();
    expect(problems.map(({ code }) => code)).toEqual(['internal']);
  });

  it('makes `internal` of errors that are not ours, without a stack on the wire', async () => {
    const [near, far] = createMemoryPair({ log: recordingLog() });
    far.onRequest('other.twice', () => {
      throw new TypeError('at /secret/path');
    });
    const error = await rejection(createClient(other, near).twice({ value: 1 }));
    expect(error.code).toBe('internal');
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret');
    expect((error.details as { logId: string }).logId).toMatch(/^[a-z0-9]+$/);
  });
});

describe('raw handlers, as the monitor uses them', () => {
  it('answer, fail in shape, and lose nothing on the way', async () => {
    const [near, far] = createMemoryPair();
    far.onRequest('monitor.hello', (params) => ({ got: params }));
    const fail = far.onRequest('monitor.fail', () => {
      throw Object.assign(new Error('bad'), {
        code: 'contract.invalid',
        details: { issues: [{ field: 'a', problem: 'b' }] },
        retryable: false,
      });
    });
    expect(await near.sendRequest('monitor.hello', { a: 1 })).toEqual({ got: { a: 1 } });
    await expect(near.sendRequest('monitor.fail', {})).rejects.toMatchObject({
      message: 'bad',
      data: { code: 'contract.invalid', details: { issues: [{ field: 'a', problem: 'b' }] } },
    });
    fail.dispose();
    await expect(near.sendRequest('monitor.fail', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
  });

  it('close listeners are called once, also late ones', async () => {
    const [near, far] = createMemoryPair();
    const heard: string[] = [];
    near.onClose(() => heard.push('early'));
    near.onClose(() => heard.push('removed')).dispose();
    far.dispose();
    await settled();
    near.onClose(() => heard.push('late'));
    near.dispose();
    await settled();
    expect(heard).toEqual(['early', 'late']);
  });

  it('a message that is not JSON is the sender’s mistake, and the connection stays', async () => {
    const [near, far] = createMemoryPair();
    serve(other, otherImplementation, far, { scope: 'read', log: recordingLog() });
    await expect(near.sendRequest('other.twice', { value: 1n })).rejects.toMatchObject({
      message: expect.stringContaining('not JSON') as string,
    });
    expect(await near.sendRequest('other.twice', { value: 1 })).toEqual({ value: 2 });
  });
});
