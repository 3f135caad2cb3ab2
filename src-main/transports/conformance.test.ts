/** One suite, every transport: what a client may rely on is the same on all of them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, isAppError } from '../contracts/errors.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import type { Client } from '../contracts/kit/define.ts';
import type { FramePort } from '../contracts/kit/frames.ts';
import { wireMethods } from '../contracts/kit/wire.ts';
import { conformanceContract } from './testSupport/conformanceContract.ts';
import { type Harness, harnesses, maxFrameBytes } from './testSupport/harness.ts';

interface RawPeer {
  send(message: unknown): void;
  sendText(text: string): void;
  next(): Promise<Record<string, unknown>>;
  readonly closed: Promise<void>;
}

/** A peer that sends what it likes. */
function rawPeer(port: FramePort): RawPeer {
  const received: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  const closed = new Promise<void>((resolve) => {
    port.listen({
      frame: (text) => {
        const message = JSON.parse(text as string) as Record<string, unknown>;
        const waiter = waiting.shift();
        if (waiter === undefined) received.push(message);
        else waiter(message);
      },
      refused: () => undefined,
      closed: resolve,
    });
  });
  const sendText = (text: string): void => {
    const sent = port.send(text);
    if (sent !== undefined) sent.catch(() => undefined);
  };
  return {
    sendText,
    send: (message) => {
      sendText(JSON.stringify(message));
    },
    next: () => {
      const ready = received.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((resolve) => waiting.push(resolve));
    },
    closed,
  };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error as AppError;
  throw error as Error;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the awaited condition did not come true within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe.each(Object.keys(harnesses))('%s', (name) => {
  let harness: Harness;
  let connection: RpcConnection;
  let client: Client<typeof conformanceContract>;
  let problems: AppError[];

  beforeEach(async () => {
    const start = harnesses[name];
    if (start === undefined) throw new Error(`no harness ${name}`);
    harness = await start();
    connection = await harness.connect();
    problems = [];
    client = createClient(conformanceContract, connection, { onProblem: (problem) => problems.push(problem) });
  });
  afterEach(async () => {
    connection.dispose();
    await harness.close();
  });

  it('gives a typed result and fills in defaults', async () => {
    expect(await client.add({ left: 2, right: 3 })).toEqual({ sum: 5 });
    expect(await client.add({ left: 2 })).toEqual({ sum: 3 });
  });

  it('carries any JSON value and any text', async () => {
    const value = { text: 'ü 漢字 🧪 \u2028 \r\n\r\nContent-Length: 5', numbers: [0, -1.5, 1e300], nested: { empty: null, yes: true } };
    expect(await client.echo({ value })).toEqual({ value });
  });

  it('gives a typed error with its details', async () => {
    const error = await failure(client.fail({ how: 'typed' }));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'tuning.unknownKnob', message: 'no such knob', details: { knobId: 'vm.magic' }, retryable: true });
  });

  it('turns an unexpected error into `internal` with a log id and nothing else', async () => {
    const error = await failure(client.fail({ how: 'bug' }));
    expect(error).toMatchObject({ code: 'internal', details: { logId: 'log-1' } });
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/secret|root|\.ts/);
    await until(() => harness.lines.some((line) => line.includes('secret path')));
  });

  it('refuses output that breaks the contract, and strips what the contract does not name', async () => {
    const error = await failure(client.fail({ how: 'badOutput' }));
    expect(error).toMatchObject({ code: 'contract.badOutput', details: { method: 'conformance.fail' } });
    expect(await client.fail({ how: 'extra' })).toEqual({});
  });

  it('names the wrong fields of invalid input and what would be right', async () => {
    const error = await failure(client.add({ left: 'x' as never, right: 4000 }));
    if (!isAppError(error, 'contract.invalid')) throw error;
    expect(error.details.issues.map((issue) => issue.field)).toEqual(['left', 'right']);
    expect(error.details.issues[0]?.problem).toContain('expected number');
    expect(error.details.issues[1]?.problem).toContain('1000');
  });

  it('refuses unknown methods, prototype names included', async () => {
    for (const method of [
      'conformance.nothing',
      'add',
      '__proto__',
      'constructor',
      'conformance.__proto__',
      'conformance.constructor',
      'toString',
      '',
    ]) {
      await expect(connection.sendRequest(method, {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
    }
    for (const event of ['conformance.add', '__proto__', 'conformance.constructor']) {
      await expect(connection.sendRequest(wireMethods.subscribe, { event })).rejects.toMatchObject({
        data: { code: 'contract.unknownMethod' },
      });
    }
    await expect(connection.sendRequest('conformance.ticked', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('denies what the scope does not cover, events included', async () => {
    const error = await failure(client.forbidden({}));
    expect(error).toMatchObject({
      code: 'contract.scopeDenied',
      details: { method: 'conformance.forbidden', needed: 'admin', granted: 'write' },
    });
    client.secretTicked(() => undefined);
    await until(() => problems.length > 0);
    expect(problems[0]?.code).toBe('contract.scopeDenied');
  });

  it('reports progress in order and before the result', async () => {
    const seen: number[] = [];
    const result = await client.count({ to: 250 }, { onProgress: ({ at }) => seen.push(at) });
    expect(result).toEqual({ counted: 250 });
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  });

  it('keeps the progress of concurrent jobs apart', async () => {
    const seen: number[][] = [[], [], []];
    await Promise.all(seen.map((list, index) => client.count({ to: 10 + index }, { onProgress: ({ at }) => list.push(at) })));
    expect(seen.map((list) => list.length)).toEqual([10, 11, 12]);
  });

  it('cancels a call at once, and the server hears of it', async () => {
    const abort = new AbortController();
    const call = failure(client.wait({}, { signal: abort.signal }));
    await until(async () => (await client.observed({})).waiting === 1);
    abort.abort();
    expect((await call).code).toBe('cancelled');
    await until(async () => (await client.observed({})).abortedCalls.length === 1);
    expect((await client.observed({})).abortedCalls).toEqual(['cancelled']);
    expect((await failure(client.add({ left: 1 }, { signal: abort.signal }))).code).toBe('cancelled');
  });

  it.each([
    ['stop', 'cancelled'],
    ['finish', undefined],
    ['break', 'plan.undoFailed'],
  ] as const)('a cancelled job that decides to %s is answered with its own outcome', async (onCancel, code) => {
    const abort = new AbortController();
    const job = client.endless(
      { onCancel },
      {
        signal: abort.signal,
        onProgress: () => {
          abort.abort();
        },
      },
    );
    if (code === undefined) expect(await job).toEqual({ finished: true });
    else expect((await failure(job)).code).toBe(code);
  });

  it('delivers events in order until unsubscribed, over one server subscription', async () => {
    const [first, second]: [number[], number[]] = [[], []];
    const stopFirst = client.ticked(({ value }) => first.push(value));
    const stopSecond = client.ticked(({ value }) => second.push(value));
    await until(async () => (await client.observed({})).listeners === 1);
    await client.fire({ values: [1, 2, 3] });
    await until(() => second.length === 3);
    stopFirst();
    stopFirst();
    await client.fire({ values: [4] });
    await until(() => second.length === 4);
    stopSecond();
    await until(async () => (await client.observed({})).listeners === 0);
    await client.fire({ values: [5] });
    expect([first, second]).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4],
    ]);
    const again: number[] = [];
    const stopAgain = client.ticked(({ value }) => again.push(value));
    await until(async () => (await client.observed({})).listeners === 1);
    await client.fire({ values: [6] });
    await until(() => again.length === 1);
    stopAgain();
  });

  it('an event that breaks its contract is logged and not sent', async () => {
    const seen: number[] = [];
    client.ticked(({ value }) => seen.push(value));
    await until(async () => (await client.observed({})).listeners === 1);
    await client.fire({ values: [1001, 1] });
    await until(() => seen.length === 1);
    expect(seen).toEqual([1]);
    expect(problems).toEqual([]);
    await until(() => harness.lines.some((line) => line.includes('event conformance.ticked was not sent')));
  });

  it('answers 1,000 concurrent calls, each with its own result', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => client.add({ left: index, right: 1 })));
    expect(answers.map(({ sum }) => sum)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it('rejects every pending call and job when the server dies, and every later one', async () => {
    const pending = [client.wait({}), client.wait({}), client.endless({ onCancel: 'stop' })].map(failure);
    await until(async () => {
      const { waiting, jobsRunning } = await client.observed({});
      return waiting === 2 && jobsRunning === 1;
    });
    const closed = new Promise<void>((resolve) => {
      connection.onClose(resolve);
    });
    harness.kill();
    expect((await Promise.all(pending)).map((error) => error.code)).toEqual(['transport.closed', 'transport.closed', 'transport.closed']);
    await closed;
    expect(await failure(client.add({ left: 1 }))).toMatchObject({ code: 'transport.closed', retryable: true });
    await expect(connection.sendNotification('$/anything', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
  });

  it('a client that dies ends its calls and subscriptions, but not its jobs', async (context) => {
    const observed = harness.observed;
    if (observed === undefined) {
      context.skip('the server ends with its only client');
      return;
    }
    client.ticked(() => undefined);
    const pending = [client.wait({}), client.endless({ onCancel: 'stop' })].map(failure);
    await until(() => observed.waiting === 1 && observed.jobsRunning === 1 && observed.listeners === 1);
    connection.dispose();
    await Promise.all(pending);
    await until(() => observed.waiting === 0 && observed.listeners === 0);
    expect(observed).toMatchObject({ abortedCalls: ['transport.closed'], jobsRunning: 1, abortedJobs: 0 });
  });

  it('refuses to send a message that is too big, and stays open', async () => {
    const error = await failure(client.produce({ length: maxFrameBytes }));
    expect(error).toMatchObject({ code: 'transport.oversized', details: { limitBytes: maxFrameBytes } });
    expect(await client.add({ left: 1 })).toEqual({ sum: 2 });
  });

  it('closes a connection that sends an oversized message, with a log line, and no other', async () => {
    const other = await harness.connect();
    const error = await failure(client.echo({ value: 'x'.repeat(maxFrameBytes) }));
    expect(['transport.oversized', 'transport.closed']).toContain(error.code);
    await until(() => harness.lines.some((line) => line.includes('closed')));
    expect(await createClient(conformanceContract, other).add({ left: 1 })).toEqual({ sum: 2 });
    other.dispose();
  });

  it.each([
    ['not JSON', 'hello'],
    ['an empty frame', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"conformance.add","params":{"left":1}}]'],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"conformance.add"}'],
    ['neither request nor answer', '{"jsonrpc":"2.0"}'],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"conformance.add"}'],
    ['text as params', '{"jsonrpc":"2.0","id":1,"method":"conformance.add","params":"x"}'],
    ['half a message', '{"jsonrpc":"2.0","id":1,'],
    ['100,000 open brackets', '['.repeat(100_000)],
  ])('closes a connection that sends %s, with a log line, and no other', async (_what, text) => {
    const peer = rawPeer(await harness.openPort());
    peer.sendText(text);
    await peer.closed;
    expect(harness.lines.join('\n')).toContain('closed: malformed message');
    expect(await client.add({ left: 1 })).toEqual({ sum: 2 });
  });

  it('survives notifications with garbage', async () => {
    const peer = rawPeer(await harness.openPort());
    const methods = [
      '$/cancelRequest',
      '$/progress',
      '$/setTrace',
      '$/logTrace',
      wireMethods.event,
      wireMethods.progress,
      '$/hecate/endOfFrames',
      '__proto__',
      '',
    ];
    const garbage = [
      undefined,
      {},
      [],
      [1, [2]],
      { id: null },
      { id: {} },
      { id: 99 },
      { subscription: 'x' },
      { job: {} },
      { token: null },
    ];
    for (const method of methods) for (const params of garbage) peer.send({ jsonrpc: '2.0', method, params });
    peer.send({ jsonrpc: '2.0', id: 7, result: 'an answer nobody asked for' });
    peer.send({ jsonrpc: '2.0', id: 8, error: {} });
    peer.send({ jsonrpc: '2.0', id: 'last', method: 'conformance.add', params: { left: 1 } });
    expect(await peer.next()).toMatchObject({ id: 'last', result: { sum: 2 } });
  });

  it('refuses params that are an array, deeply nested, or full of prototype names', async () => {
    const peer = rawPeer(await harness.openPort());
    const ask = async (params: string, method = 'conformance.echo'): Promise<Record<string, unknown>> => {
      peer.sendText(`{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`);
      return peer.next();
    };
    const invalid = { error: { code: -32_000, data: { code: 'contract.invalid', retryable: false } } };
    expect(await ask('[1,2,3]')).toMatchObject(invalid);
    expect(await ask(`[${'1,'.repeat(50_000)}1]`)).toMatchObject(invalid);
    expect(await ask(`{"value":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toMatchObject(invalid);
    expect(await ask(`{"value":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`)).toMatchObject(invalid);
    const answer = await ask('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"left":1}', 'conformance.add');
    expect(answer).toMatchObject({ result: { sum: 2 } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('a job needs its token', async () => {
    const peer = rawPeer(await harness.openPort());
    for (const params of [{ input: { to: 1 } }, { input: { to: 1 }, job: 7 }, { input: { to: 1 }, job: 'x'.repeat(201) }, [1], undefined]) {
      peer.send({ jsonrpc: '2.0', id: 1, method: 'conformance.count', params });
      expect(await peer.next()).toMatchObject({ error: { data: { code: 'contract.invalid', details: { issues: [{ field: 'job' }] } } } });
    }
  });

  it('nobody can end a subscription of somebody else', async () => {
    const seen: number[] = [];
    const stop = client.ticked(({ value }) => seen.push(value));
    await until(async () => (await client.observed({})).listeners === 1);
    const peer = rawPeer(await harness.openPort());
    for (const subscription of [1, 0, -1, 2 ** 53, 1.5, '1', '__proto__', null]) {
      peer.send({ jsonrpc: '2.0', id: 1, method: wireMethods.unsubscribe, params: { subscription } });
      expect(await peer.next()).toMatchObject({ error: { data: { code: 'contract.invalid' } } });
    }
    await client.fire({ values: [1] });
    await until(() => seen.length === 1);
    stop();
  });

  it('a connection may not hold endless subscriptions', async () => {
    const peer = rawPeer(await harness.openPort());
    for (let id = 1; id <= 257; id += 1)
      peer.send({ jsonrpc: '2.0', id, method: wireMethods.subscribe, params: { event: 'conformance.ticked' } });
    for (let id = 1; id <= 256; id += 1) expect(await peer.next()).toMatchObject({ id, result: { subscription: id } });
    expect(await peer.next()).toMatchObject({ id: 257, error: { data: { code: 'contract.invalid' } } });
  });

  it('the same request id twice at once is answered twice', async () => {
    const peer = rawPeer(await harness.openPort());
    peer.send({ jsonrpc: '2.0', id: 5, method: 'conformance.add', params: { left: 1 } });
    expect(await peer.next()).toMatchObject({ id: 5, result: { sum: 2 } });
    peer.send({ jsonrpc: '2.0', id: 5, method: 'conformance.add', params: { left: 2 } });
    expect(await peer.next()).toMatchObject({ id: 5, result: { sum: 3 } });
  });
});
