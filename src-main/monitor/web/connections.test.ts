/** Connections are counted by both of their ends, on real sockets of loopback. */
import net, { type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createConnections } from './connections.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

function connect(port: number, host: string, localPort?: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host, ...(localPort === undefined ? {} : { localAddress: '127.0.0.1', localPort }) });
    cleanups.push(() => socket.destroy());
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Bound by name, it may be bound once more: libuv sets SO_REUSEADDR (socket(7)). */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

it('two from the same port to two addresses of this machine are two, and only one of them is trusted', async () => {
  const connections = createConnections(2);
  const accepted: Socket[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    connections.add(socket);
    accepted.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const own = await freePort();
  await connect(port, '127.0.0.1', own);
  await connect(port, '127.0.0.2', own);
  await expect.poll(() => connections.count).toBe(2);
  const [one, other] = ['127.0.0.1', '127.0.0.2'].map((address) => accepted.find(({ localAddress }) => localAddress === address));
  if (one === undefined || other === undefined) throw new Error('both should be here');
  connections.trust(one);
  await connect(port, '127.0.0.3');
  // There is room for two: who has not shown the token gives way.
  await expect.poll(() => other.destroyed).toBe(true);
  expect(one.destroyed).toBe(false);
  await expect.poll(() => connections.count).toBe(2);
});
