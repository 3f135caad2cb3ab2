import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openConnection } from '../contracts/kit/openConnection.ts';
import { webSocketPort } from '../contracts/kit/ports.ts';
import { jsonRpc } from './jsonRpc.ts';
import { connectWebSocket, createWebSocketAcceptor, type WebSocketAcceptor } from './webSocket.ts';

let httpServer: http.Server;
let acceptor: WebSocketAcceptor;
let url: string;
let lines: string[];
let refuse: boolean;

beforeEach(async () => {
  lines = [];
  refuse = false;
  acceptor = createWebSocketAcceptor({
    pingMs: 50,
    log: { info: (line) => lines.push(line) },
    onConnection: (connection, request) => {
      if (refuse) throw new Error('not today');
      connection.onRequest('path', () => ({ path: request.url }));
    },
  });
  httpServer = http.createServer().on('upgrade', acceptor.upgrade).listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  url = `ws://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}/live`;
});
afterEach(async () => {
  acceptor.close();
  httpServer.close();
  await once(httpServer, 'close');
});

describe('webSocket', () => {
  it('gives the handler the request, and negotiates no compression', async () => {
    const connection = await connectWebSocket(url, { headers: { 'x-test': '1' } });
    expect(await connection.sendRequest('path', {})).toEqual({ path: '/live' });
    connection.dispose();
    const socket = new WebSocket(url, { perMessageDeflate: true });
    await once(socket, 'open');
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('sends what was sent before the socket was open', async () => {
    const connection = openConnection(webSocketPort(new WebSocket(url)), jsonRpc);
    connection.listen();
    expect(await connection.sendRequest('path', {})).toEqual({ path: '/live' });
    connection.dispose();
  });

  it('works over the WebSocket that Node shares with browsers', async () => {
    const connection = openConnection(webSocketPort(new globalThis.WebSocket(url)), jsonRpc);
    connection.listen();
    expect(await connection.sendRequest('path', {})).toEqual({ path: '/live' });
    connection.dispose();
  });

  it('drops a client that answers no ping, and keeps one that does', async () => {
    const lively = await connectWebSocket(url);
    const silent = new WebSocket(url, { autoPong: false });
    await once(silent, 'open');
    await once(silent, 'close');
    expect(await lively.sendRequest('path', {})).toEqual({ path: '/live' });
    expect(acceptor.connectionCount).toBe(1);
    lively.dispose();
  });

  it('ends the connection when the handler throws', async () => {
    refuse = true;
    const connection = await connectWebSocket(url);
    await expect(connection.sendRequest('path', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
    expect(lines.join()).toContain('not today');
  });

  it('closes a client that sends bytes instead of text, or a broken frame', async () => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    socket.send(Buffer.from('{"jsonrpc":"2.0"}'));
    await once(socket, 'close');
    expect(lines.join()).toContain('not text');
    const raw = net.connect((httpServer.address() as AddressInfo).port, '127.0.0.1');
    raw.write(
      'GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(raw, 'data');
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(raw.resume(), 'close');
    expect(lines.join()).toContain('malformed WebSocket frame');
  });

  it('says why it cannot connect', async () => {
    const port = (httpServer.address() as AddressInfo).port;
    const plain = http.createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const plainUrl = `ws://127.0.0.1:${String((plain.address() as AddressInfo).port)}`;
    await expect(connectWebSocket(plainUrl)).rejects.toMatchObject({ code: 'transport.unavailable', details: { endpoint: plainUrl } });
    plain.close();
    await once(plain, 'close');
    await expect(connectWebSocket(plainUrl)).rejects.toMatchObject({ code: 'transport.unavailable', retryable: true });
    expect(port).toBeGreaterThan(0);
  });
});
