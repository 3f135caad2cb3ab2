/** The hand checks of the frames, held to the schemas of their contract. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorDetails, wireError } from '../contracts/errors.ts';
import { monitorContract } from '../contracts/monitor.ts';
import { emptyFrame } from '../contracts/testSupport/emptyFrame.ts';
import { MonitorApi } from './api.ts';
import { createFrames, type Frames } from './frames.ts';
import { Refused } from './module.ts';

const frames: Frames = createFrames({
  version: '1',
  intervalMs: () => 1000,
  clients: () => 0,
  sampleNow: () => {
    frames.publish(emptyFrame());
  },
  monotonicMs: () => 0,
});
const api = new MonitorApi([frames]);

const { hello, snapshot, recent } = monitorContract.members;
const asks: Readonly<Record<string, { readonly schema: z.ZodType; readonly ask: (params: unknown) => unknown }>> = {
  'monitor.hello': { schema: hello.input, ask: (params) => api.call('monitor.hello', params, true) },
  'monitor.snapshot': { schema: snapshot.input, ask: (params) => api.call('monitor.snapshot', params, true) },
  'monitor.recent': { schema: recent.input, ask: (params) => api.call('monitor.recent', params, true) },
  '$/hecate/subscribe': { schema: z.object({ event: z.literal('monitor.frame') }), ask: (params) => api.event(params) },
  '$/hecate/unsubscribe': { schema: z.object({ subscription: z.int() }), ask: (params) => api.subscription(params) },
};

/** Values near what is right, so that both outcomes are met often. */
const nearly = fc.oneof(
  fc.jsonValue(),
  fc.record({ seconds: fc.oneof(fc.integer({ min: -2, max: 905 }), fc.double(), fc.jsonValue()) }),
  fc.record({ event: fc.oneof(fc.constant('monitor.frame'), fc.string()) }),
  fc.record({ subscription: fc.oneof(fc.integer(), fc.double(), fc.string()) }),
  fc.record({ seconds: fc.integer({ min: 1, max: 900 }), extra: fc.jsonValue() }),
);

function refusal(ask: () => unknown): Refused | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

describe('MonitorApi', () => {
  it('takes exactly what the schemas of the contract take', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(asks)), nearly, (method, value) => {
        const params = JSON.parse(JSON.stringify({ value })) as { value?: unknown };
        const right = asks[method]?.schema.safeParse(params.value).success;
        expect(refusal(() => asks[method]?.ask(params.value)) === undefined).toBe(right);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses in the shape that the wire fixes, with the field named', () => {
    const data = wireError.parse(refusal(() => api.call('monitor.recent', { seconds: 901 }, true))?.data);
    expect(data.code).toBe('contract.invalid');
    expect(errorDetails['contract.invalid'].parse(data.details).issues[0]?.field).toBe('seconds');
    const unknown = refusal(() => api.call('monitor.reboot', {}, true))?.data;
    expect(errorDetails['contract.unknownMethod'].parse(unknown?.details)).toEqual({ method: 'monitor.reboot' });
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', ''])('does not find %j as a method', (method) => {
    expect(refusal(() => api.call(method, {}, true))?.data).toMatchObject({ code: 'contract.unknownMethod' });
  });

  it('shortens a method name before it repeats it', () => {
    const refused = refusal(() => api.call('m'.repeat(10_000), {}, true));
    expect(JSON.stringify(refused?.data).length + (refused?.message.length ?? 0)).toBeLessThan(600);
  });
});
