/** `GET /health` by HTTP on a loopback address, for watchdogs. Says that the program runs, and nothing about the machine. */
import { createServer } from 'node:http';

const maxConnections = 64;

/** Rejects when the address is taken; returns what stops it. `state` must hold nothing private: there is no token here. */
export async function serveHealth(address: { readonly host: string; readonly port: number }, state: () => object): Promise<() => void> {
  const server = createServer(
    { maxHeaderSize: 4096, requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000 },
    (request, response) => {
      const port = (server.address() as { readonly port: number }).port;
      const { status, body } = answer(request.method, request.url, request.headers, port, state);
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      // A body is never wanted: the connection ends with the answer instead of waiting for the rest of it.
      response.shouldKeepAlive = false;
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
    },
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

function answer(method: string | undefined, url: string | undefined, headers: Headers, port: number, state: () => object): Answer {
  // DNS rebinding: a web page may point its own name at 127.0.0.1, but cannot change the Host that the browser sends.
  const allowed = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${String(port)}`);
  const host = headers['host'];
  if (typeof host !== 'string' || !allowed.includes(host.toLowerCase()))
    return { status: 421, body: { error: 'this host is not served here' } };
  if (headers['origin'] !== undefined) return { status: 403, body: { error: 'not for web pages' } };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: { error: 'only GET' } };
  if (url !== '/health') return { status: 404, body: { error: 'only /health is here' } };
  return { status: 200, body: state() };
}
