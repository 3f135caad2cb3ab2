/** A client that speaks bytes, so that a test can also misbehave. */
import net, { type Socket } from 'node:net';
import { FrameDecoder, frameMessage } from '../framing.ts';

export interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: { readonly subscription?: number; readonly payload?: unknown };
  readonly result?: unknown;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: { readonly code: string; readonly details: unknown };
  };
}

export class RawClient {
  readonly socket: Socket;
  readonly messages: Message[] = [];
  closed = false;
  readonly #decoder = new FrameDecoder(16 * 1024 * 1024);
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.#decoder.push(bytes);
      for (let body = this.#decoder.next(); typeof body === 'string'; body = this.#decoder.next()) {
        this.messages.push(JSON.parse(body) as Message);
      }
      this.#wake();
    });
    socket.on('error', () => {
      // The end follows as 'close', which is what tests wait for.
    });
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  static async connect(path: string): Promise<RawClient> {
    const socket = net.connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  send(id: number, method: string, params: unknown = {}): void {
    this.socket.write(frameMessage({ jsonrpc: '2.0', id, method, params }));
  }

  async ask(id: number, method: string, params: unknown = {}): Promise<Message> {
    this.send(id, method, params);
    return this.until(() => this.messages.find((message) => message.id === id), `answer ${String(id)}`);
  }

  /** Waits until `look` finds something, looking again whenever bytes come or the connection ends. */
  async until<T>(look: () => T | undefined | false, what: string, timeoutMs = 8000): Promise<T> {
    const giveUp = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > giveUp) throw new Error(`${what} did not come; last: ${JSON.stringify(this.messages.at(-1))}`);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, 100);
        this.#waiting.add(done);
      });
    }
  }

  end(): void {
    this.socket.destroy();
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
