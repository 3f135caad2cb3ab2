/**
 * Frames over byte streams with the Content-Length header of the Language
 * Server Protocol, "Base Protocol". Own reader, because the one of
 * vscode-jsonrpc 10 buffers whatever length a header claims, and an endless
 * header too.
 */
import type { Readable, Writable } from 'node:stream';
import type { FrameEvents, FramePort } from '../contracts/kit/frames.ts';

/** Two short headers fit many times over. */
const maxHeaderBytes = 1024;
/** How long a peer that takes nothing more may go on sending. */
const graceMs = 1000;
const headerEnd = Buffer.from('\r\n\r\n');

export interface StreamPortOptions {
  readonly maxFrameBytes: number;
  /** Ends both streams; called once. */
  readonly close: () => void;
}

export class StreamPort implements FramePort {
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #options: StreamPortOptions;
  #events: FrameEvents | undefined;
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** Bytes of the body that is being received; undefined while a header is. */
  #bodyBytes: number | undefined;
  #finished = false;
  #closed = false;

  constructor(input: Readable, output: Writable, options: StreamPortOptions) {
    this.#input = input;
    this.#output = output;
    this.#options = options;
    const finish = (): void => {
      this.#finish();
    };
    input.on('end', finish).on('close', finish).on('error', finish);
    if (output === (input as unknown)) return;
    // A child that answers and exits closes the pipe to it before the pipe from it was read to the end.
    const finishLater = (): void => {
      setTimeout(finish, graceMs).unref();
    };
    output.on('close', finishLater).on('error', finishLater);
  }

  get backlogBytes(): number {
    return this.#output.writableLength;
  }

  listen(events: FrameEvents): void {
    this.#events = events;
    if (this.#finished) {
      queueMicrotask(events.closed);
      return;
    }
    this.#input.on('data', (chunk: Buffer | string) => {
      this.#receive(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    });
  }

  /** Settles when the kernel took the frame. */
  send(frame: string): Promise<void> {
    if (this.#finished) return Promise.reject(new Error('the stream has ended'));
    const body = Buffer.from(frame);
    const header = Buffer.from(`Content-Length: ${String(body.byteLength)}\r\n\r\n`, 'ascii');
    return new Promise((resolve, reject) => {
      this.#output.write(Buffer.concat([header, body]), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#chunks = [];
    this.#options.close();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.close();
    this.#events?.closed();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.byteLength;
    // A body is joined once, when it is complete: joining on every chunk would copy a large one again and again.
    while (this.#bufferedBytes >= (this.#bodyBytes ?? 1)) {
      if (this.#bodyBytes !== undefined) this.#takeBody(this.#bodyBytes);
      else if (!this.#takeHeader()) return;
    }
  }

  #takeBody(length: number): void {
    const buffer = this.#join();
    this.#keep(buffer.subarray(length));
    this.#bodyBytes = undefined;
    if (!this.#closed) this.#events?.frame(buffer.toString('utf8', 0, length));
  }

  /** False when the header is incomplete or was refused. */
  #takeHeader(): boolean {
    const buffer = this.#join();
    const end = buffer.subarray(0, maxHeaderBytes + headerEnd.byteLength).indexOf(headerEnd);
    if (end === -1) {
      this.#keep(buffer);
      if (buffer.byteLength > maxHeaderBytes) this.#refuse('transport.malformed', `a header longer than ${String(maxHeaderBytes)} bytes`);
      else if (!startsLikeHeader(buffer)) this.#refuse('transport.malformed', 'text that is no header');
      return false;
    }
    const length = contentLength(buffer.toString('latin1', 0, end));
    if (length === undefined) {
      this.#refuse('transport.malformed', 'a header without one valid Content-Length');
      return false;
    }
    if (length > this.#options.maxFrameBytes) {
      this.#refuse('transport.oversized', `a message of ${String(length)} bytes, at most ${String(this.#options.maxFrameBytes)} are taken`);
      return false;
    }
    this.#keep(buffer.subarray(end + headerEnd.byteLength));
    this.#bodyBytes = length;
    return true;
  }

  #refuse(code: 'transport.malformed' | 'transport.oversized', why: string): void {
    this.#events?.refused({ code, why });
  }

  #join(): Buffer {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
  }

  #keep(buffer: Buffer): void {
    this.#chunks = buffer.byteLength === 0 ? [] : [buffer];
    this.#bufferedBytes = buffer.byteLength;
  }
}

/** A program that prints to the pipe is noticed at its first line, and not only when it has filled a header. */
function startsLikeHeader(buffer: Buffer): boolean {
  return /^(?:[A-Za-z-]+:[\x20-\x7e]*\r\n)*(?:[A-Za-z-]*|[A-Za-z-]+:[\x20-\x7e]*\r?|\r)$/.test(buffer.toString('latin1'));
}

/** Exactly one Content-Length of plain digits; Content-Type is allowed and ignored, as the protocol says. */
export function contentLength(header: string): number | undefined {
  const lengths: string[] = [];
  for (const line of header.split('\r\n')) {
    const match = /^([A-Za-z-]{1,40}): *([\x20-\x7e]*)$/.exec(line);
    if (match === null) return undefined;
    if (match[1]?.toLowerCase() === 'content-length') lengths.push(match[2] ?? '');
  }
  const [only] = lengths;
  return lengths.length === 1 && only !== undefined && /^\d{1,15}$/.test(only) ? Number(only) : undefined;
}
