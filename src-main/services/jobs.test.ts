import { describe, expect, it } from 'vitest';
import { AppError } from '../contracts/errors.ts';
import { jobInfo } from '../contracts/jobs.ts';
import { createJobRegistry, type JobRequest } from './jobs.ts';

const log = { info: () => undefined, error: () => 'id' };
const never = new AbortController().signal;

function request<R>(work: JobRequest<R>['work'], change: Partial<JobRequest<R>> = {}): JobRequest<R> {
  return { method: 'tuning.apply', title: 'Apply a Plan', lock: 'machine', signal: never, work, ...change };
}

function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
};

describe('jobs', () => {
  it('runs, reports and ends; every announced state fits the contract', async () => {
    const registry = createJobRegistry({ log });
    const states: string[] = [];
    registry.onChange((job) => {
      jobInfo.parse(job);
      states.push(job.state);
    });
    const result = await registry.run(
      request(({ onProgress }) => {
        onProgress({ stepId: 'a', done: 1, total: 4, message: 'Writing \u001b[31mvm.swappiness' });
        expect(registry.list()[0]).toMatchObject({ state: 'running', progress: 0.25, phase: 'Writing  [31mvm.swappiness' });
        return Promise.resolve(7);
      }),
    );
    expect(result).toBe(7);
    expect(registry.list()[0]).toMatchObject({ state: 'done', progress: 1, cancellable: false, error: null });
    expect(states).toEqual(['queued', 'running', 'done']);
    expect(registry.activeCount).toBe(0);
  });

  it('never runs two jobs of one lock together, and does not hold up others', async () => {
    const registry = createJobRegistry({ log });
    const first = gate();
    const order: string[] = [];
    const a = registry.run(
      request(async () => {
        order.push('a+');
        await first.opened;
        order.push('a-');
      }),
    );
    const b = registry.run(
      request(() => {
        order.push('b');
        return Promise.resolve();
      }),
    );
    await registry.run(
      request(
        () => {
          order.push('free');
          return Promise.resolve();
        },
        { lock: null },
      ),
    );
    expect(
      registry
        .list()
        .map((job) => job.state)
        .sort(),
    ).toEqual(['done', 'queued', 'running']);
    first.open();
    await Promise.all([a, b]);
    expect(order.indexOf('free')).toBeLessThan(order.indexOf('a-'));
    expect(order.filter((step) => step !== 'free')).toEqual(['a+', 'a-', 'b']);
  });

  it('goes on with the queue after a failure, and keeps code and message', async () => {
    const registry = createJobRegistry({ log });
    const failing = registry.run(request(() => Promise.reject(new AppError('plan.busy', 'another Plan', { details: {} }))));
    const next = registry.run(request(() => Promise.resolve('ok')));
    await expect(failing).rejects.toMatchObject({ code: 'plan.busy' });
    await expect(next).resolves.toBe('ok');
    expect(registry.list()[1]).toMatchObject({ state: 'failed', error: { code: 'plan.busy', message: 'another Plan' } });
  });

  it('cancels by id through the signal', async () => {
    const registry = createJobRegistry({ log });
    const job = registry.run(
      request(
        async ({ signal }) =>
          await new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new AppError('cancelled', 'stopped', { details: {} }));
            });
          }),
      ),
    );
    await settled();
    expect(registry.cancel(registry.list()[0]!.id).state).toBe('cancelling');
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    expect(registry.list()[0]!.state).toBe('cancelled');
  });

  it('says done, not cancelled, when the work was past its point of no return', async () => {
    const registry = createJobRegistry({ log });
    const hold = gate();
    const job = registry.run(
      request(async () => {
        await hold.opened;
        return 1;
      }),
    );
    await settled();
    registry.cancel(registry.list()[0]!.id);
    hold.open();
    await expect(job).resolves.toBe(1);
    expect(registry.list()[0]!.state).toBe('done');
  });

  it('lets a waiting job leave at once, without ever running it', async () => {
    const registry = createJobRegistry({ log });
    const hold = gate();
    const first = registry.run(request(() => hold.opened));
    const caller = new AbortController();
    let ran = false;
    const second = registry.run(
      request(
        () => {
          ran = true;
          return Promise.resolve();
        },
        { signal: caller.signal },
      ),
    );
    caller.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    hold.open();
    await first;
    await settled();
    expect(ran).toBe(false);
  });

  it('keeps the last 50 and never forgets a running one', async () => {
    const registry = createJobRegistry({ log });
    const hold = gate();
    const running = registry.run(request(() => hold.opened));
    for (let index = 0; index < 60; index += 1) await registry.run(request(() => Promise.resolve(), { lock: null }));
    expect(registry.list()).toHaveLength(50);
    expect(registry.activeCount).toBe(1);
    hold.open();
    await running;
  });

  it('refuses to cancel what it does not know', () => {
    expect(() => createJobRegistry({ log }).cancel('nope')).toThrow(/no job nope/);
  });
});
