import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDecoder, frameMessage } from './framing.ts';

function decode(decoder: FrameDecoder, chunk: Buffer): unknown[] {
  decoder.push(chunk);
  const found: unknown[] = [];
  for (;;) {
    const next = decoder.next();
    if (next === undefined) return found;
    found.push(next);
    if (typeof next !== 'string') return found;
  }
}

describe('FrameDecoder', () => {
  it('gives the messages back however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (values, cuts) => {
          const bytes = Buffer.concat(values.map((value) => frameMessage(value)));
          const decoder = new FrameDecoder(1 << 20);
          const bodies: unknown[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            bodies.push(...decode(decoder, bytes.subarray(at, at + size)));
            at += size;
          }
          expect(bodies).toEqual(values.map((value) => JSON.stringify(value)));
        },
      ),
    );
  });

  it.each([
    ['Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello', 'malformed'],
    ['Content-Length: five\r\n\r\nhello', 'malformed'],
    ['Content-Length: -5\r\n\r\nhello', 'malformed'],
    ['Content-Length: 0x5\r\n\r\nhello', 'malformed'],
    ['Content-Type: text/plain\r\n\r\nhello', 'malformed'],
    ['GET / HTTP/1.1\r\nHost: here\r\n\r\n', 'malformed'],
    ['\r\n\r\n', 'malformed'],
    ['x'.repeat(2000), 'malformed'],
    ['Content-Length: 101\r\n\r\n', 'oversized'],
    ['Content-Length: 9999999999\r\n\r\n', 'oversized'],
    ['Content-Length: 99999999999999999999\r\n\r\n', 'malformed'],
  ])('refuses %j as %s', (text, problem) => {
    expect(decode(new FrameDecoder(100), Buffer.from(text))).toEqual([{ problem }]);
  });

  it('takes other header fields and any case, as the protocol allows', () => {
    const text = 'content-length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}';
    expect(decode(new FrameDecoder(100), Buffer.from(text))).toEqual(['{}']);
  });

  it('never throws and never hands out more than the limit, whatever arrives', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom('Content-Length: 3\r\n\r\n', '\r\n', 'abc', 'Content-Length: '),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 20 }), (parts) => {
        const decoder = new FrameDecoder(50);
        for (const part of parts) {
          const found = decode(decoder, Buffer.from(part as string));
          for (const body of found) if (typeof body === 'string') expect(Buffer.byteLength(body)).toBeLessThanOrEqual(150);
          if (typeof found.at(-1) === 'object') return;
        }
      }),
    );
  });
});
