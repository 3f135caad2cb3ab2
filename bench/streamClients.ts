/** Clients that receive everything and throw it away, so that even a thousand cost the measuring process little. */
import { randomBytes } from 'node:crypto';
import net, { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageConnection } from 'vscode-jsonrpc/node';

export interface Receivers {
  readonly count: number;
  /** Bytes that all of them got so far. */
  readonly receivedBytes: number;
  /** How many the other side has ended. */
  readonly lost: number;
  close(): void;
}

async function connected(socket: Socket): Promise<Socket> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

function receivers(sockets: readonly Socket[], onClose: () => void = () => undefined): Receivers {
  let lost = 0;
  let closing = false;
  for (const socket of sockets) {
    socket.on('error', () => undefined); // the end follows as 'close', which is counted
    socket.on('close', () => {
      if (!closing) lost += 1;
    });
    socket.resume();
  }
  return {
    count: sockets.length,
    get receivedBytes() {
      return sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
    },
    get lost() {
      return lost;
    },
    close() {
      closing = true;
      onClose();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Every frame over the unix socket. */
export async function unixReceivers(path: string, count: number): Promise<Receivers> {
  const body = '{"jsonrpc":"2.0","id":1,"method":"$/hecate/subscribe","params":{"event":"monitor.frame"}}';
  const open = async (): Promise<Socket> => {
    const socket = await connected(net.connect(path));
    socket.write(`Content-Length: ${String(body.length)}\r\n\r\n${body}`);
    return socket;
  };
  return receivers(await Promise.all(Array.from({ length: count }, open)));
}

export interface WebAccess {
  readonly port: number;
  readonly token: string;
}

/** Asks until the web side answers: it starts after the socket. */
export async function webAccess(connection: MessageConnection): Promise<WebAccess> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const web = await connection.sendRequest<{ readonly urls: readonly string[]; readonly token: string | null }>('monitor.web', {});
    const url = web.urls[0];
    if (url !== undefined && web.token !== null) return { port: Number(new URL(url).port), token: web.token };
    await sleep(50);
  }
  throw new Error('the web side did not answer within five seconds');
}

/** All groups, once a second, over WebSocket (RFC 6455); in small batches, as the queue of waiting connections is short. */
export async function streamReceivers({ port, token }: WebAccess, count: number): Promise<Receivers> {
  const groups = ['cpu', 'memory', 'pressure', 'disks', 'filesystems', 'networks', 'temperatures', 'fans', 'powers', 'batteries', 'gpus'];
  const subscribe = maskedText(JSON.stringify({ type: 'subscribe', groups, everySeconds: 1 }));
  const open = async (): Promise<Socket> => {
    const socket = await connected(net.connect(port, '127.0.0.1'));
    socket.write(
      `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Protocol: hecate, hecate.token.${token}\r\n\r\n`,
    );
    await answered(socket);
    socket.write(subscribe);
    return socket;
  };
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Math.min(25, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: batch }, open))));
  }
  // The monitor ends a connection that answers none of its pings (every 30 s). A pong may come unasked (RFC 6455, 5.5.3),
  // which spares reading everything only to find the pings.
  const alive = setInterval(() => {
    for (const socket of sockets) socket.write(pong);
  }, 15_000);
  return receivers(sockets, () => {
    clearInterval(alive);
  });
}

const pong = Buffer.from([0x8a, 0x80, 1, 2, 3, 4]);

function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes: Buffer) => {
      const line = bytes.toString('latin1').split('\r\n')[0] ?? '';
      if (line.includes(' 101 ')) resolve();
      else reject(new Error(`the stream answered ${line}`));
    });
    socket.once('close', () => {
      reject(new Error('the stream ended the connection'));
    });
  });
}

/** One text message of a client, which must be masked. */
function maskedText(text: string): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, mask, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
