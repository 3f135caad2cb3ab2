import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from './requests.ts';

describe('readMessage', () => {
  it('finds the request in a message', () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'monitor.hello', params: { x: 1 } });
    expect(readMessage(body)).toEqual({ kind: 'request', id: 'a', method: 'monitor.hello', params: { x: 1 } });
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
    `{"jsonrpc":"2.0","id":"${'x'.repeat(300)}","method":"x"}`,
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
