/** A WebSocket client that speaks bytes, so that a test can also misbehave (RFC 6455). */
import { randomBytes } from 'node:crypto';
import net, { type Socket } from 'node:net';

export interface FrameShape {
  readonly opcode?: number;
  readonly final?: boolean;
  readonly masked?: boolean;
  /** RSV1 to RSV3 as bits 0x70; 0x40 says "compressed". */
  readonly reserved?: number;
  /** What the header claims, when it lies. */
  readonly claimedBytes?: number;
}

export function clientFrame(payload: Buffer | string, shape: FrameShape = {}): Buffer {
  const { opcode = 1, final = true, masked = true, reserved = 0 } = shape;
  const bytes = Buffer.from(payload);
  const length = shape.claimedBytes ?? bytes.length;
  const header = Buffer.alloc(14);
  header[0] = (final ? 0x80 : 0) | reserved | opcode;
  const maskBit = masked ? 0x80 : 0;
  let size = 2;
  if (length < 126) header[1] = maskBit | length;
  else if (length < 65_536) {
    header[1] = maskBit | 126;
    header.writeUInt16BE(length, 2);
    size = 4;
  } else {
    header[1] = maskBit | 127;
    header.writeBigUInt64BE(BigInt(length), 2);
    size = 10;
  }
  if (!masked) return Buffer.concat([header.subarray(0, size), bytes]);
  const mask = randomBytes(4);
  return Buffer.concat([header.subarray(0, size), mask, bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export class RawSocket {
  readonly socket: Socket;
  readonly frames: ServerFrame[] = [];
  /** Head of the HTTP answer, once it is there. */
  head = '';
  closed = false;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, bytes]);
      this.#take();
    });
    socket.on('error', () => undefined); // the end follows as 'close', which is what tests wait for
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async connect(port: number): Promise<RawSocket> {
    const socket = net.connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawSocket(socket);
  }

  /** Connects, and asks to become a WebSocket. */
  static async open(port: number, path: string, token: string, headers: readonly string[] = []): Promise<RawSocket> {
    const client = await RawSocket.connect(port);
    client.socket.write(handshake(port, path, [`Sec-WebSocket-Protocol: hecate, hecate.token.${token}`, ...headers]));
    await client.until(() => client.head !== '', 'an answer to the handshake');
    return client;
  }

  get texts(): readonly string[] {
    return this.frames.filter(({ opcode }) => opcode === 1).map(({ payload }) => payload.toString('utf8'));
  }

  get messages(): readonly Readonly<Record<string, unknown>>[] {
    return this.texts.map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  }

  /** Of the close frame; undefined when there was none. */
  get closeCode(): number | undefined {
    const close = this.frames.find(({ opcode }) => opcode === 8);
    return close === undefined || close.payload.length < 2 ? undefined : close.payload.readUInt16BE(0);
  }

  send(message: unknown): void {
    this.socket.write(clientFrame(JSON.stringify(message)));
  }

  async until<T>(look: () => T | undefined | false, what: string, timeoutMs = 8000): Promise<T> {
    const giveUp = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > giveUp)
        throw new Error(`${what} did not come; head ${this.head.slice(0, 60)}; last: ${this.texts.at(-1)?.slice(0, 200) ?? 'nothing'}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  message(type: string): Promise<Readonly<Record<string, unknown>>> {
    return this.until(() => this.messages.find((message) => message['type'] === type), `a message ${type}`);
  }

  end(): void {
    this.socket.destroy();
  }

  #take(): void {
    if (this.head === '') {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.head = this.#rest.toString('latin1', 0, end);
      this.#rest = this.#rest.subarray(end + 4);
    }
    if (!this.head.includes(' 101 ')) return;
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame()) this.frames.push(frame);
  }

  #frame(): ServerFrame | undefined {
    const bytes = this.#rest;
    if (bytes.length < 2) return undefined;
    const short = (bytes[1] ?? 0) & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < start) return undefined;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < start + length) return undefined;
    this.#rest = bytes.subarray(start + length);
    return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(start, start + length) };
  }
}

export function handshake(port: number, path: string, headers: readonly string[] = []): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...(headers.some((header) => header.startsWith('Host:')) ? [] : [`Host: 127.0.0.1:${String(port)}`]),
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
