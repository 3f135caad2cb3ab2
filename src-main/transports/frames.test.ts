import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient } from '../contracts/kit/client.ts';
import { inspectFrame } from '../contracts/kit/frames.ts';
import { openConnection } from '../contracts/kit/openConnection.ts';
import { serve } from '../contracts/kit/serve.ts';
import { quoted, wireMethods } from '../contracts/kit/wire.ts';
import { jsonRpc } from './jsonRpc.ts';
import { createMemoryPorts } from './memory.ts';
import { conformanceContract, createConformanceImplementation } from './testSupport/conformanceContract.ts';

const log = { info: () => undefined, error: () => 'log-1' };

describe('inspectFrame', () => {
  it('decides about any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"jsonrpc":"2.0","method":${text}}`),
        ),
        (text) => {
          expect(['message', 'ignore', 'malformed']).toContain(inspectFrame(text).kind);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('lets only requests, notifications and answers through', () => {
    const kinds = (message: object): string => inspectFrame(JSON.stringify({ jsonrpc: '2.0', ...message })).kind;
    expect(kinds({ id: 1, method: 'a' })).toBe('message');
    expect(kinds({ method: 'a', params: [] })).toBe('message');
    expect(kinds({ id: null, error: { code: 1 } })).toBe('message');
    expect(kinds({ id: 1, result: null })).toBe('message');
    expect(kinds({ id: null, method: 'a' })).toBe('malformed');
    expect(kinds({ id: true, result: 1 })).toBe('malformed');
    expect(kinds({ method: 'a', params: null })).toBe('malformed');
    expect(kinds({ method: wireMethods.cancel, params: {} })).toBe('ignore');
  });
});

describe('quoted', () => {
  it('lets no line break, control character or direction mark of a peer into the log', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
        expect(quoted(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(quoted(text, 10).length).toBeLessThan(100);
      }),
    );
  });
});

describe('a server under random messages', () => {
  const method = fc.oneof(
    fc.constantFrom(
      ...Object.values(wireMethods),
      ...Object.keys(conformanceContract.members).map((name) => `conformance.${name}`),
      '$/progress',
      '$/logTrace',
    ),
    fc.string(),
  );
  const message = fc.record(
    {
      jsonrpc: fc.constant('2.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
      method,
      params: fc.oneof(
        fc.dictionary(
          fc.constantFrom('id', 'job', 'input', 'event', 'subscription', 'left', 'to', '__proto__', 'constructor'),
          fc.jsonValue(),
        ),
        fc.array(fc.jsonValue()),
      ),
      result: fc.jsonValue(),
      error: fc.oneof(fc.jsonValue(), fc.record({ code: fc.integer(), message: fc.string(), data: fc.jsonValue() })),
    },
    { requiredKeys: ['jsonrpc'] },
  );

  it('answers or closes, and goes on serving others', async () => {
    const { implementation } = createConformanceImplementation();
    const open = (): ReturnType<typeof createMemoryPorts>[0] => {
      const [near, far] = createMemoryPorts();
      const connection = openConnection(far, jsonRpc, { log });
      serve(conformanceContract, implementation, connection, { scope: 'write', log });
      connection.listen();
      return near;
    };
    const honest = openConnection(open(), jsonRpc);
    honest.listen();
    const client = createClient(conformanceContract, honest);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (messages) => {
        const port = open();
        const answers: string[] = [];
        port.listen({ frame: (frame) => answers.push(String(frame)), refused: () => undefined, closed: () => undefined });
        for (const one of messages) await port.send(JSON.stringify(one));
        expect(await client.add({ left: 1 })).toEqual({ sum: 2 });
        port.close();
        for (const answer of answers) expect(answer).not.toMatch(/node_modules|at .*\.ts:/);
      }),
      { numRuns: 500 },
    );
    honest.dispose();
  });
});
