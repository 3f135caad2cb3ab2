/**
 * The one door between a transport and JSON-RPC. A transport is a `FramePort`
 * that carries strings, one JSON-RPC message each; `frameStreams` turns it into
 * the reader and writer that a JSON-RPC library wants, with the checks that
 * hostile peers need. Loads neither zod nor Node, so that the resident monitor
 * and the browser use the same code.
 */
import type { WireError } from '../errors.ts';
import type { Removable } from './connection.ts';
import { quoted, wireMethods } from './wire.ts';

export interface FrameEvents {
  /** Anything but a string is refused. */
  frame(text: unknown): void;
  /** The peer broke the rules; no further frame follows. */
  refused(refusal: FrameRefusal): void;
  closed(): void;
}

export interface FrameRefusal {
  readonly code: 'transport.oversized' | 'transport.malformed';
  readonly why: string;
}

/** Carries whole messages. Implementations: socket and pipe streams, WebSocket, MessagePort, memory. */
export interface FramePort {
  /** Starts delivery; called once. A port that closed before calls `closed` soon after. */
  listen(events: FrameEvents): void;
  /** Returns a promise where the transport can tell when the frame was taken. */
  send(frame: string): void | Promise<void>;
  readonly backlogBytes: number;
  close(): void;
}

export interface FrameOptions {
  readonly maxFrameBytes: number;
  readonly maxBacklogBytes: number;
  readonly log: (line: string) => void;
}

/** Method of the message that marks the end of what was received, so that everything before it is handled first. */
export const endOfFrames = '$/hecate/endOfFrames';

type Verdict =
  | { readonly kind: 'message'; readonly message: object }
  | { readonly kind: 'ignore'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string };

/**
 * Decides whether a frame is a JSON-RPC message that the library can be trusted
 * with. Version 10 of vscode-jsonrpc dereferences `params.id` of a cancellation
 * unchecked and prints whole invalid messages, so neither may reach it.
 */
export function inspectFrame(frame: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { kind: 'malformed', why: 'not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'malformed', why: 'not a JSON object' };
  const message = value as Readonly<Record<string, unknown>>;
  if (message['jsonrpc'] !== '2.0') return { kind: 'malformed', why: 'not JSON-RPC 2.0' };
  const id = message['id'];
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (typeof message['method'] === 'string') return inspectRequest(message, message['method'], hasId);
  const isAnswer = message['result'] !== undefined || typeof message['error'] === 'object';
  if (isAnswer && (hasId || id === null)) return { kind: 'message', message };
  return { kind: 'malformed', why: 'neither a request nor an answer' };
}

function inspectRequest(message: Readonly<Record<string, unknown>>, method: string, hasId: boolean): Verdict {
  if (!hasId && message['id'] !== undefined) return { kind: 'malformed', why: 'a request id is a string or a number' };
  if (message['params'] !== undefined && (typeof message['params'] !== 'object' || message['params'] === null)) {
    return { kind: 'malformed', why: 'params is an object or an array' };
  }
  if (method === endOfFrames) return { kind: 'ignore', why: `${quoted(method)} is internal` };
  if (method !== wireMethods.cancel) return { kind: 'message', message };
  const target = (message['params'] as { readonly id?: unknown } | undefined)?.id;
  if (typeof target === 'string' || typeof target === 'number') return { kind: 'message', message };
  return { kind: 'ignore', why: 'a cancellation that names no request' };
}

/** Structurally a MessageReader of vscode-jsonrpc. */
export interface FrameReader {
  onError(listener: (error: Error) => void): Removable;
  onClose(listener: () => void): Removable;
  onPartialMessage(listener: (info: never) => void): Removable;
  listen(callback: (message: never) => void): Removable;
  dispose(): void;
}

/** Structurally a MessageWriter of vscode-jsonrpc. */
export interface FrameWriter {
  onError(listener: (error: never) => void): Removable;
  onClose(listener: () => void): Removable;
  write(message: unknown): Promise<void>;
  end(): void;
  dispose(): void;
}

export interface FrameStreams {
  readonly reader: FrameReader;
  readonly writer: FrameWriter;
  /** The reason why the message written last in this turn was not sent; asked right after a synchronous write. */
  takeRefusal(): FrameFailure | undefined;
  /** What the peer said before it closed the connection. */
  farewell(): FrameFailure | undefined;
}

interface FrameFailure {
  readonly message: string;
  readonly data: WireError;
}

export const closedError: WireError = { code: 'transport.closed', details: {}, retryable: true };

const nothing: Removable = {
  dispose: () => {
    // Nothing was registered.
  },
};

/**
 * Reader and writer over a port. `failure` makes the error that replaces an
 * answer which cannot be sent; it must be the library's own class, because the
 * library passes the `data` of no other on.
 */
export function frameStreams(port: FramePort, options: FrameOptions, failure: (message: string, data: WireError) => Error): FrameStreams {
  let refusal: FrameFailure | undefined;
  let farewell: FrameFailure | undefined;
  let closed = false;

  function refuseToSend(message: string, data: WireError): Error {
    refusal = { message, data };
    return failure(message, data);
  }

  // Everything up to `port.send` runs in the caller's turn, which is what takeRefusal relies on.
  async function write(message: unknown): Promise<void> {
    refusal = undefined;
    if (closed) throw failure('the connection has ended', closedError);
    let frame: string;
    try {
      frame = JSON.stringify(message);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw refuseToSend(`the message is not JSON: ${why}`, { code: 'internal', details: { logId: '' }, retryable: false });
    }
    // UTF-8 takes up to 3 bytes per UTF-16 unit: only a frame near the limit is measured.
    if (frame.length * 3 > options.maxFrameBytes && utf8Length(frame) > options.maxFrameBytes) {
      throw refuseToSend(`a message is longer than ${String(options.maxFrameBytes)} bytes`, oversizedError(options.maxFrameBytes));
    }
    if (port.backlogBytes > options.maxBacklogBytes) {
      options.log(`closed: the peer left ${String(port.backlogBytes)} bytes unread`);
      port.close();
      throw failure('the peer does not read', closedError);
    }
    await port.send(frame);
  }

  function listen(deliver: (message: never) => void): Removable {
    const end = (): void => {
      if (closed) return;
      closed = true;
      deliver({ jsonrpc: '2.0', method: endOfFrames } as never);
    };
    const refuse = (given: FrameRefusal): void => {
      if (closed) return;
      options.log(`closed: ${given.why}`);
      sayFarewell(port, given, options.maxFrameBytes).catch(() => undefined); // the peer may have gone already
      port.close();
      end();
    };
    port.listen({
      frame: (text) => {
        if (closed) return;
        if (typeof text !== 'string') {
          refuse({ code: 'transport.malformed', why: 'malformed message: not text' });
          return;
        }
        // A UTF-16 unit is at least one byte of UTF-8. Streams checked the header before they read this far.
        if (text.length > options.maxFrameBytes) {
          refuse({ code: 'transport.oversized', why: `a message of more than ${String(options.maxFrameBytes)} bytes` });
          return;
        }
        const verdict = inspectFrame(text);
        if (verdict.kind === 'malformed') refuse({ code: 'transport.malformed', why: `malformed message: ${verdict.why}` });
        else if (verdict.kind === 'ignore') options.log(`ignored: ${verdict.why}`);
        else {
          farewell = readFarewell(verdict.message) ?? farewell;
          deliver(verdict.message as never);
        }
      },
      refused: refuse,
      closed: end,
    });
    return nothing;
  }

  const close = (): void => {
    closed = true;
    port.close();
  };
  return {
    reader: { onError: () => nothing, onClose: () => nothing, onPartialMessage: () => nothing, listen, dispose: close },
    writer: { onError: () => nothing, onClose: () => nothing, write, end: close, dispose: close },
    takeRefusal: () => {
      const taken = refusal;
      refusal = undefined;
      return taken;
    },
    farewell: () => farewell,
  };
}

function oversizedError(limitBytes: number): WireError {
  return { code: 'transport.oversized', details: { limitBytes }, retryable: false };
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

async function sayFarewell(port: FramePort, refusal: FrameRefusal, limitBytes: number): Promise<void> {
  await port.send(JSON.stringify(farewellMessage(refusal, limitBytes)));
}

/** JSON-RPC 2.0, section 5: an error that belongs to no request has id null. */
function farewellMessage(refusal: FrameRefusal, limitBytes: number): object {
  const malformed: WireError = { code: 'transport.malformed', details: {}, retryable: false };
  const data = refusal.code === 'transport.oversized' ? oversizedError(limitBytes) : malformed;
  return { jsonrpc: '2.0', id: null, error: { code: -32_700, message: refusal.why, data } };
}

function readFarewell(message: object): FrameFailure | undefined {
  const { id, error } = message as { readonly id?: unknown; readonly error?: { readonly message?: unknown; readonly data?: unknown } };
  const data = error?.data as Partial<WireError> | null | undefined;
  if (id !== null || (data?.code !== 'transport.oversized' && data?.code !== 'transport.malformed')) return undefined;
  const text = typeof error?.message === 'string' ? error.message : data.code;
  return { message: text, data: { code: data.code, details: data.details ?? {}, retryable: false } };
}
