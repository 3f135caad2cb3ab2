/** A contract that uses every feature of the kit, and an implementation that remembers what happened to it. */
import { z } from 'zod';
import { AppError } from '../../contracts/errors.ts';
import { call, defineContract, event, type Implementation, job } from '../../contracts/kit/define.ts';

const text = { title: 'Test member', description: 'Only for the conformance suite.' } as const;
const empty = z.object({});

export const conformanceContract = defineContract({
  name: 'conformance',
  title: 'Conformance',
  description: 'Every kind of member once.',
  members: {
    add: call({
      ...text,
      scope: 'read',
      input: z.object({ left: z.number(), right: z.number().max(1000).default(1) }),
      output: z.object({ sum: z.number() }),
    }),
    echo: call({ ...text, scope: 'read', input: z.object({ value: z.unknown() }), output: z.object({ value: z.unknown() }) }),
    fail: call({ ...text, scope: 'read', input: z.object({ how: z.enum(['typed', 'bug', 'badOutput', 'extra']) }), output: empty }),
    wait: call({ ...text, scope: 'read', input: empty, output: empty }),
    produce: call({ ...text, scope: 'read', input: z.object({ length: z.number() }), output: z.object({ text: z.string() }) }),
    forbidden: call({ ...text, scope: 'admin', input: empty, output: empty }),
    count: job({
      ...text,
      scope: 'read',
      lock: null,
      input: z.object({ to: z.number().int().max(1000) }),
      progress: z.object({ at: z.number() }),
      output: z.object({ counted: z.number() }),
    }),
    endless: job({
      ...text,
      scope: 'read',
      lock: null,
      input: z.object({ onCancel: z.enum(['stop', 'finish', 'break']) }),
      progress: z.object({ at: z.number() }),
      output: z.object({ finished: z.boolean() }),
    }),
    fire: call({ ...text, scope: 'read', input: z.object({ values: z.array(z.number()) }), output: empty }),
    ticked: event({ ...text, scope: 'read', payload: z.object({ value: z.number().max(1000) }) }),
    secretTicked: event({ ...text, scope: 'admin', payload: empty }),
    observed: call({
      ...text,
      scope: 'read',
      input: empty,
      output: z.object({
        listeners: z.number(),
        waiting: z.number(),
        abortedCalls: z.array(z.string()),
        jobsRunning: z.number(),
        abortedJobs: z.number(),
      }),
    }),
  },
});

export interface Observed {
  listeners: number;
  waiting: number;
  abortedCalls: string[];
  jobsRunning: number;
  abortedJobs: number;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener('abort', () => {
        resolve();
      });
    }
  });
}

/** One state for all connections that serve the same implementation. */
export function createConformanceImplementation(): { implementation: Implementation<typeof conformanceContract>; observed: Observed } {
  const observed: Observed = { listeners: 0, waiting: 0, abortedCalls: [], jobsRunning: 0, abortedJobs: 0 };
  const listeners = new Set<(payload: { value: number }) => void>();
  const implementation: Implementation<typeof conformanceContract> = {
    add: ({ left, right }) => ({ sum: left + right }),
    echo: ({ value }) => ({ value }),
    fail: ({ how }) => {
      if (how === 'typed') throw new AppError('tuning.unknownKnob', 'no such knob', { details: { knobId: 'vm.magic' }, retryable: true });
      if (how === 'bug') throw new TypeError('secret path /root/.ssh');
      return how === 'badOutput' ? (7 as never) : ({ leaked: 'secret' } as never);
    },
    wait: async (_input, { signal }) => {
      observed.waiting += 1;
      await untilAborted(signal);
      observed.waiting -= 1;
      observed.abortedCalls.push((signal.reason as AppError).code);
      throw signal.reason as Error;
    },
    produce: ({ length }) => ({ text: 'x'.repeat(length) }),
    forbidden: () => ({}),
    count: async ({ to }, { report }) => {
      for (let at = 1; at <= to; at += 1) {
        report({ at });
        if (at % 10 === 0) await new Promise(setImmediate);
      }
      return { counted: to };
    },
    endless: async ({ onCancel }, { signal, report }) => {
      observed.jobsRunning += 1;
      report({ at: 0 });
      await untilAborted(signal);
      observed.jobsRunning -= 1;
      observed.abortedJobs += 1;
      if (onCancel === 'finish') return { finished: true };
      if (onCancel === 'break') throw new AppError('plan.undoFailed', 'could not go back', { details: { failures: [] } });
      throw signal.reason as Error;
    },
    fire: ({ values }) => {
      for (const value of values) for (const listener of listeners) listener({ value });
      return {};
    },
    ticked: (listener) => {
      const entry = (payload: { value: number }): void => {
        listener(payload);
      };
      listeners.add(entry);
      observed.listeners = listeners.size;
      return () => {
        listeners.delete(entry);
        observed.listeners = listeners.size;
      };
    },
    secretTicked: () => () => undefined,
    observed: () => observed,
  };
  return { implementation, observed };
}
