import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorDetails, wireError } from '../contracts/errors.ts';
import { monitorContract } from '../contracts/monitor.ts';
import { readMessage } from './requests.ts';

const { hello, snapshot, recent } = monitorContract.members;
const inputs: Readonly<Record<string, z.ZodType>> = {
  'monitor.hello': hello.input,
  'monitor.snapshot': snapshot.input,
  'monitor.recent': recent.input,
  '$/hecate/subscribe': z.object({ event: z.literal('monitor.frame') }),
  '$/hecate/unsubscribe': z.object({ subscription: z.int() }),
};

const request = (method: string, params: unknown): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

/** Values near what is right, so that both outcomes are met often. */
const nearly = fc.oneof(
  fc.jsonValue(),
  fc.record({ seconds: fc.oneof(fc.integer({ min: -2, max: 905 }), fc.double(), fc.jsonValue()) }),
  fc.record({ event: fc.oneof(fc.constant('monitor.frame'), fc.string()) }),
  fc.record({ subscription: fc.oneof(fc.integer(), fc.double(), fc.string()) }),
  fc.record({ seconds: fc.integer({ min: 1, max: 900 }), extra: fc.jsonValue() }),
);

describe('readMessage', () => {
  it('knows every call of the contract, and no other', () => {
    const calls = Object.entries(monitorContract.members).filter(([, member]) => member.kind === 'call');
    expect(calls.map(([name]) => `monitor.${name}`)).toEqual(Object.keys(inputs).filter((name) => name.startsWith('monitor.')));
  });

  it('takes exactly what the schemas of the contract take', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(inputs)), nearly, (method, params) => {
        const sent = JSON.parse(request(method, params)) as { params?: unknown };
        const inbound = readMessage(request(method, params));
        const right = inputs[method]?.safeParse(sent.params).success;
        expect(inbound.kind === 'request' && inbound.call.kind !== 'refused').toBe(right);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses in the shape that the wire fixes, with the field named', () => {
    const inbound = readMessage(request('monitor.recent', { seconds: 901 }));
    if (inbound.kind !== 'request' || inbound.call.kind !== 'refused') throw new Error('was taken');
    const data = wireError.parse(inbound.call.data);
    expect(data.code).toBe('contract.invalid');
    expect(errorDetails['contract.invalid'].parse(data.details).issues[0]?.field).toBe('seconds');
    const unknown = readMessage(request('monitor.reboot', {}));
    if (unknown.kind !== 'request' || unknown.call.kind !== 'refused') throw new Error('was taken');
    expect(errorDetails['contract.unknownMethod'].parse(unknown.call.data.details)).toEqual({ method: 'monitor.reboot' });
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', ''])('does not find %j as a method', (method) => {
    expect(readMessage(request(method, {}))).toMatchObject({ call: { kind: 'refused', data: { code: 'contract.unknownMethod' } } });
  });

  it('shortens a method name before it repeats it', () => {
    const inbound = readMessage(request('m'.repeat(10_000), {}));
    expect(JSON.stringify(inbound).length).toBeLessThan(600);
  });

  it.each([
    '',
    '[]',
    '{}',
    'null',
    '42',
    '{"jsonrpc":"1.0","id":1,"method":"monitor.hello"}',
    '{"jsonrpc":"2.0","id":{},"method":"x"}',
    '{"jsonrpc":"2.0","id":null,"method":"x"}',
    '[{"jsonrpc":"2.0","id":1,"method":"monitor.hello"}]',
  ])('calls %j malformed', (body) => {
    expect(readMessage(body)).toEqual({ kind: 'malformed' });
  });

  it('ignores notifications, cancellations and answers', () => {
    for (const body of ['{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}', '{"jsonrpc":"2.0","id":1,"result":null}']) {
      expect(readMessage(body)).toEqual({ kind: 'ignored' });
    }
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => typeof readMessage(body).kind === 'string'));
  });
});
