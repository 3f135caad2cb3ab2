/**
 * Content-Length framing as in the Language Server Protocol, "Base Protocol".
 * By hand, because a frame here is turned into bytes once for all clients,
 * while vscode-jsonrpc would do it once for each.
 */

const separator = Buffer.from('\r\n\r\n');
const maxHeaderBytes = 1024;

export type FramingProblem = 'malformed' | 'oversized';

/** Header of a message whose body has this many bytes. */
export function frameHeader(bodyBytes: number): Buffer {
  return Buffer.from(`Content-Length: ${String(bodyBytes)}\r\n\r\n`, 'latin1');
}

/** A whole message as bytes. */
export function frameMessage(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([frameHeader(body.length), body]);
}

/** Takes bytes as they come and gives bodies back; holds at most one header or one body of `maxBodyBytes`. */
export class FrameDecoder {
  readonly #maxBodyBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #body: Buffer | undefined;
  #filled = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Adds what arrived. */
  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
  }

  /** The next whole body; undefined when more bytes are needed; a problem, after which the decoder must not be used. */
  next(): string | undefined | { readonly problem: FramingProblem } {
    if (this.#body === undefined) {
      const problem = this.#readHeader();
      if (problem !== undefined) return { problem };
    }
    const body = this.#body;
    if (body === undefined) return undefined;
    const taken = Math.min(this.#rest.length, body.length - this.#filled);
    this.#rest.copy(body, this.#filled, 0, taken);
    this.#filled += taken;
    this.#rest = this.#rest.subarray(taken);
    if (this.#filled < body.length) return undefined;
    this.#body = undefined;
    return body.toString('utf8');
  }

  #readHeader(): FramingProblem | undefined {
    const end = this.#rest.indexOf(separator);
    if (end === -1) return this.#rest.length > maxHeaderBytes ? 'malformed' : undefined;
    if (end > maxHeaderBytes) return 'malformed';
    const length = contentLength(this.#rest.toString('latin1', 0, end));
    if (length === undefined) return 'malformed';
    if (length > this.#maxBodyBytes) return 'oversized';
    this.#rest = this.#rest.subarray(end + separator.length);
    this.#body = Buffer.allocUnsafe(length);
    this.#filled = 0;
    return undefined;
  }
}

/** Exactly one Content-Length, and no field that is not `Name: value`; undefined otherwise. */
function contentLength(header: string): number | undefined {
  let length: number | undefined;
  for (const line of header.split('\r\n')) {
    const field = /^([A-Za-z-]{1,64}):[ \t]*([^\r\n]*?)[ \t]*$/.exec(line);
    if (field === null) return undefined;
    if (field[1]?.toLowerCase() !== 'content-length') continue;
    if (length !== undefined || !/^\d{1,10}$/.test(field[2] ?? '')) return undefined;
    length = Number(field[2]);
  }
  return length;
}
