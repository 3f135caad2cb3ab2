import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { openConnection } from '../contracts/kit/openConnection.ts';
import { jsonRpc } from './jsonRpc.ts';
import { contentLength, StreamPort } from './streamPort.ts';

interface Received {
  readonly frames: unknown[];
  readonly refusals: string[];
  closed: number;
}

function receiver(maxFrameBytes = 1000): { input: PassThrough; output: PassThrough; port: StreamPort; received: Received } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const received: Received = { frames: [], refusals: [], closed: 0 };
  const port = new StreamPort(input, output, { maxFrameBytes, close: () => input.destroy() });
  port.listen({
    frame: (frame) => received.frames.push(frame),
    refused: ({ code }) => received.refusals.push(code),
    closed: () => {
      received.closed += 1;
    },
  });
  return { input, output, port, received };
}

function framed(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from(`Content-Length: ${String(body.byteLength)}\r\n\r\n`), body]);
}

async function turn(): Promise<void> {
  for (let index = 0; index < 3; index += 1) await new Promise(setImmediate);
}

describe('contentLength', () => {
  it('takes one plain length, and Content-Type beside it', () => {
    expect(contentLength('Content-Length: 12')).toBe(12);
    expect(contentLength('content-length:0\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8')).toBe(0);
  });

  it.each([
    '',
    'Content-Length: -1',
    'Content-Length: 1e9',
    'Content-Length: 0x10',
    'Content-Length: 12 ',
    'Content-Length: 1, 2',
    'Content-Length: ١',
    'Content-Length: 1\r\nContent-Length: 1',
    'Content-Type: x',
    'Content-Length 5',
    `Content-Length: ${'9'.repeat(16)}`,
    'GET / HTTP/1.1\r\nHost: x',
  ])('refuses %j', (header) => {
    expect(contentLength(header)).toBeUndefined();
  });
});

describe('StreamPort', () => {
  it('puts messages together however the stream cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        async (texts, cuts) => {
          const { input, received } = receiver();
          const bytes = Buffer.concat(texts.map(framed));
          let at = 0;
          for (const cut of [...cuts, bytes.byteLength]) {
            if (at < bytes.byteLength) input.write(bytes.subarray(at, at + cut));
            at += cut;
          }
          await turn();
          expect(received.frames).toEqual(texts);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws and never delivers more than the limit, whatever arrives', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('Content-Length: ', '\r\n\r\n', '\r\n', '5', '99999', '{"a":1}', ':').map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const { input, received } = receiver(100);
        for (const bytes of pieces) if (!input.destroyed) input.write(bytes);
        await turn();
        for (const frame of received.frames) expect(Buffer.byteLength(frame as string)).toBeLessThanOrEqual(300);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a length over the limit by its header alone, before any of the body is there', async () => {
    const { input, received } = receiver(1000);
    input.write('Content-Length: 1001\r\n\r\n');
    await turn();
    expect(received.refusals).toEqual(['transport.oversized']);
  });

  it('refuses a header without end', async () => {
    const { input, received } = receiver();
    for (let index = 0; index < 20; index += 1) input.write('X-Padding: '.padEnd(100, 'a'));
    await turn();
    expect(received.refusals[0]).toBe('transport.malformed');
  });

  it('sends one message in one write, and says when the stream has ended', async () => {
    const { input, output, port, received } = receiver();
    await port.send('{"ü":1}');
    expect(output.read()).toEqual(framed('{"ü":1}'));
    input.end();
    await turn();
    expect(received.closed).toBe(1);
    await expect(port.send('x')).rejects.toThrow('ended');
  });

  it('understands the library’s own reader and writer, and they understand it', async () => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const theirs = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
    theirs.onRequest('double', ({ value }: { value: number }) => ({ value: value * 2 }));
    theirs.listen();
    const ours = openConnection(new StreamPort(back, there, { maxFrameBytes: 1000, close: () => back.destroy() }), jsonRpc);
    ours.onRequest('half', (params) => ({ value: (params as { value: number }).value / 2 }));
    ours.listen();
    expect(await ours.sendRequest('double', { value: 21 })).toEqual({ value: 42 });
    expect(await theirs.sendRequest('half', { value: 42 })).toEqual({ value: 21 });
    await expect(ours.sendRequest('nothing', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
    ours.dispose();
    theirs.dispose();
  });
});
