/** Where it listens and why not, token and certificate. */
import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { webAccess } from '../../contracts/monitor.ts';
import { defaultConfig } from '../config.ts';
import { webCertificate } from './certificate.ts';
import { createConnections } from './connections.ts';
import { RawSocket } from './testSupport/rawSocket.ts';
import { startTestWeb, type TestWeb, type TestWebOptions } from './testSupport/testWeb.ts';
import { createTokenStore, isToken } from './token.ts';
import { createTokenGuard } from './tokenGuard.ts';
import { isLoopback, isWildcard, webAddress } from './webAddress.ts';

const webs: TestWeb[] = [];
const servers: net.Server[] = [];
afterEach(() => {
  for (const web of webs.splice(0)) web.close();
  for (const server of servers.splice(0)) server.close();
});

async function start(options: TestWebOptions = {}): Promise<TestWeb> {
  const web = await startTestWeb(options);
  webs.push(web);
  return web;
}

async function occupy(): Promise<number> {
  const server = net.createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const none = { listen: undefined, webPort: undefined, noWeb: false, apart: false };

describe('webAddress', () => {
  it('is as the settings say, unless the command line or the environment says otherwise', () => {
    expect(webAddress(defaultConfig, none)).toEqual({ host: '127.0.0.1', port: 9313, beyondLoopback: false });
    expect(webAddress({ ...defaultConfig, webHost: '0.0.0.0', webPort: 80 }, none)).toEqual({
      host: '0.0.0.0',
      port: 80,
      beyondLoopback: true,
    });
    expect(webAddress({ ...defaultConfig, webEnabled: false }, none)).toBeNull();
    const listen = { host: '::1', port: 5 };
    expect(webAddress({ ...defaultConfig, webEnabled: false }, { ...none, listen })).toEqual({
      host: '::1',
      port: 5,
      beyondLoopback: false,
    });
    expect(webAddress(defaultConfig, { ...none, listen, noWeb: true })).toBeNull();
    expect(webAddress(defaultConfig, { ...none, webPort: 7 })?.port).toBe(7);
    expect(webAddress(defaultConfig, { ...none, listen, webPort: 7 })?.port).toBe(7);
  });

  it('takes any free port for a copy that was set apart and not told a port', () => {
    expect(webAddress(defaultConfig, { ...none, apart: true })?.port).toBe(0);
    expect(webAddress({ ...defaultConfig, webPort: 9400 }, { ...none, apart: true })?.port).toBe(9400);
    expect(webAddress(defaultConfig, { ...none, apart: true, webPort: 9313 })?.port).toBe(9313);
  });

  it('takes no name for loopback but localhost, which it binds as an address', () => {
    expect(webAddress({ ...defaultConfig, webHost: 'LocalHost' }, none)).toMatchObject({ host: '127.0.0.1', beyondLoopback: false });
    for (const host of ['127.0.0.1', '127.9.9.9', '::1']) expect(isLoopback(host)).toBe(true);
    for (const host of ['127.evil.example', '127.1', '0.0.0.0', '::', '::ffff:127.0.0.1', 'localhost.', '128.0.0.1', ''])
      expect(isLoopback(host)).toBe(false);
    expect(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::1', '127.0.0.1'].map(isWildcard)).toEqual([true, true, true, false, false]);
  });
});

describe('the token', () => {
  it('is made once, for the owner alone, and stays', async () => {
    const web = await start();
    const file = path.join(web.folder, 'state/web-token');
    expect(web.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(readFileSync(file, 'utf8').trim()).toBe(web.token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createTokenStore(file, () => undefined).ensure()).toBe(web.token);
  });

  it.each([
    [
      'others could read',
      (file: string): void => {
        chmodSync(file, 0o644);
      },
      'others could read',
    ],
    [
      'is cut',
      (file: string): void => {
        writeFileSync(file, 'abc');
      },
      'is not a token',
    ],
    [
      'is a link',
      (file: string): void => {
        symlinkSync('/etc/passwd', `${file}.x`);
      },
      '',
    ],
  ])('is made anew when the file %s', async (_what, spoil, complaint) => {
    const web = await start();
    const file = path.join(web.folder, 'state/web-token');
    spoil(file);
    const complaints: string[] = [];
    const target = existsSync(`${file}.x`) ? `${file}.x` : file;
    const token = createTokenStore(target, (text) => complaints.push(text)).ensure();
    expect(token).not.toBe(web.token);
    expect(complaints.join()).toContain(complaint);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain(token);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  it('is compared whole', () => {
    const token = 'a'.repeat(43);
    expect(isToken(token, token)).toBe(true);
    for (const wrong of ['', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}b`, 'ä'.repeat(43), `${token}\n`])
      expect(isToken(wrong, token)).toBe(false);
  });

  it('can be replaced, which cuts everybody off at once', async () => {
    const web = await start();
    web.publish();
    const clients = await Promise.all(['/v1/stream', '/rpc', '/ws'].map((target) => RawSocket.open(web.port, target, web.token)));
    const renewed = await web.side.renewToken();
    expect(renewed.token).not.toBe(web.token);
    for (const client of clients) {
      await client.until(() => client.closed, 'the end');
      expect(client.closeCode).toBe(4401);
    }
    expect((await web.ask('/v1/snapshot')).status).toBe(401);
    expect((await RawSocket.open(web.port, '/rpc', web.token)).head).toContain(' 401 ');
    expect((await web.get('/v1/snapshot', { Authorization: `Bearer ${renewed.token ?? ''}` })).status).toBe(200);
  });
});

describe('the guard', () => {
  it('waits longer each time, forgets after a while, and counts a network of IPv6 as one', () => {
    let now = 0;
    const guard = createTokenGuard(() => now);
    expect(Array.from({ length: 8 }, () => guard.wrong('::ffff:10.0.0.1'))).toEqual([0, 0, 0, 0, 0, 1, 2, 4]);
    expect(guard.wrong('10.0.0.1')).toBe(8);
    expect(guard.wrong('10.0.0.2')).toBe(0);
    for (let turn = 0; turn < 30; turn += 1) guard.wrong('10.0.0.1');
    expect(guard.wrong('10.0.0.1')).toBe(300);
    now += 11 * 60 * 1000;
    expect(guard.wrong('10.0.0.1')).toBe(0);
    const network = Array.from({ length: 6 }, (_nothing, index) => guard.wrong(`2001:db8:1:2:${String(index)}::1`));
    expect(network.at(-1)).toBe(1);
    for (let turn = 0; turn < 5000; turn += 1) guard.wrong(`10.1.${String(turn >> 8)}.${String(turn & 255)}`);
    expect(guard.wrong('2001:db8:1:2::1')).toBe(0);
  });
});

describe('connections', () => {
  it('lets the oldest stranger go, and never one that showed the token', () => {
    const destroyed: string[] = [];
    const socket = (name: string): net.Socket =>
      ({ remoteAddress: name, remotePort: 1, once: () => undefined, destroy: () => destroyed.push(name) }) as unknown as net.Socket;
    const connections = createConnections(3);
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(socket) as [net.Socket, net.Socket, net.Socket, net.Socket, net.Socket];
    for (const one of [a, b, c]) connections.add(one);
    connections.trust(a);
    connections.add(d);
    expect(destroyed).toEqual(['b']);
    for (const one of [c, d]) connections.trust(one);
    connections.add(e);
    expect(destroyed).toEqual(['b', 'e']);
    expect(connections.count).toBe(3);
  });
});

describe('listening', () => {
  it('says where it answers, as the contract has it', async () => {
    const web = await start();
    const access = webAccess.parse(await web.side.access());
    expect(access).toEqual({
      enabled: true,
      urls: [`http://127.0.0.1:${String(web.port)}/`],
      token: web.token,
      link: `http://127.0.0.1:${String(web.port)}/#token=${web.token}`,
      beyondLoopback: false,
      certificateSha256: null,
      clients: 0,
      problem: null,
    });
  });

  it('follows the settings while it runs', async () => {
    const web = await start();
    web.configure({ webEnabled: false });
    expect(await web.side.access()).toMatchObject({ enabled: false, urls: [], link: null, problem: null });
    await expect(web.get('/health')).rejects.toThrow('ECONNREFUSED');
    web.configure({ webEnabled: true, webHost: '::1' });
    const access = await web.side.access();
    if (access.problem === null) expect(access.urls[0]).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
    else expect(access.problem).toContain('::1'); // a machine without IPv6
    // Settings of others change nothing here.
    web.configure({ webHost: '127.0.0.1' });
    const before = await web.side.access();
    web.configure({ historyMaxMegabytes: 100 });
    expect((await web.side.access()).urls).toEqual(before.urls);
  });

  it('says who has the port, goes on, and takes it when it is free', async () => {
    const port = await occupy();
    const web = await start({ options: { webPort: port }, retryMs: 50 });
    const access = await web.side.access();
    expect(access.urls).toEqual([]);
    expect(access.problem).toContain(`127.0.0.1:${String(port)} is taken, by`);
    expect(access.problem).toContain(`process ${String(process.pid)}`);
    await wait(300);
    expect(web.complaints).toHaveLength(1);
    for (const server of servers.splice(0)) server.close();
    await wait(300);
    expect(await web.side.access()).toMatchObject({ problem: null, urls: [`http://127.0.0.1:${String(port)}/`] });
  });

  it.each([
    ['192.0.2.1', 'is no address of this machine'],
    ['no-such-host.invalid', 'is no name that this machine knows'],
  ])('says plainly why it cannot listen at %s', async (webHost, problem) => {
    const web = await start({ config: { webHost } });
    expect((await web.side.access()).problem).toContain(problem);
  });

  it('does not listen when the token cannot be kept', async () => {
    const web = await start();
    web.configure({ webEnabled: false });
    await web.side.access();
    const second = await startTestWeb({ config: { webEnabled: false } });
    webs.push(second);
    // A file where the folder should be: also root cannot write below it.
    writeFileSync(path.join(second.folder, 'state'), '');
    second.configure({ webEnabled: true });
    expect(await second.side.access()).toMatchObject({
      urls: [],
      token: null,
      link: null,
      problem: expect.stringContaining('cannot listen') as string,
    });
  });
});

describe('beyond loopback', () => {
  const host = '0.0.0.0';

  function fetchTls(port: number, headers: Readonly<Record<string, string>>): Promise<{ status: number; fingerprint: string }> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        { port, host: '127.0.0.1', path: '/v1/snapshot', rejectUnauthorized: false, headers, agent: false },
        (response) => {
          const { socket } = response;
          if (!(socket instanceof tls.TLSSocket)) throw new Error('not encrypted');
          const { fingerprint256 } = socket.getPeerCertificate();
          response.resume();
          resolve({ status: response.statusCode ?? 0, fingerprint: fingerprint256 });
        },
      );
      request.on('error', reject);
      request.end();
    });
  }

  it('speaks TLS only, shows the certificate that it says, and answers for its own names and addresses', async () => {
    const web = await start({ config: { webHost: host } });
    web.publish();
    const access = webAccess.parse(await web.side.access());
    expect(access).toMatchObject({ beyondLoopback: true, problem: null });
    expect(access.urls.every((url) => url.startsWith('https://'))).toBe(true);
    const authorization = { Authorization: `Bearer ${web.token}` };
    const { status, fingerprint } = await fetchTls(web.port, authorization);
    expect([status, fingerprint]).toEqual([200, access.certificateSha256]);
    expect((await fetchTls(web.port, { ...authorization, Host: `${hostname()}:${String(web.port)}` })).status).toBe(200);
    expect((await fetchTls(web.port, { ...authorization, Host: `192.0.2.9:${String(web.port)}` })).status).toBe(421);
    expect((await fetchTls(web.port, { ...authorization, Host: `evil.example:${String(web.port)}` })).status).toBe(421);
    expect((await fetchTls(web.port, {})).status).toBe(401);
    await expect(web.get('/health')).rejects.toThrow();
    for (const file of ['web-key.pem', 'web-cert.pem']) expect(statSync(path.join(web.folder, 'state', file)).mode & 0o777).toBe(0o600);
    const old = new Promise((resolve) => {
      const socket = tls.connect({
        port: web.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      });
      socket.on('error', resolve);
      socket.on('secureConnect', () => {
        resolve('connected');
      });
    });
    expect(await old).not.toBe('connected');
  });

  it('drops who begins no handshake, and who speaks without encryption, and goes on', async () => {
    const timing = { headersMs: 500, requestMs: 1000, keepAliveMs: 1000, checkEveryMs: 100, idleMs: 1000 };
    const web = await start({ config: { webHost: host }, timing });
    web.publish();
    const ended = await Promise.all(
      ['', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\u0016\u0003\u0001'].map(
        (bytes) =>
          new Promise<string>((resolve) => {
            const socket = net.connect(web.port, '127.0.0.1', () => socket.write(bytes));
            let answer = '';
            socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
            socket.on('error', () => undefined);
            socket.on('close', () => {
              resolve(answer);
            });
          }),
      ),
    );
    expect(ended.join()).not.toContain('HTTP/1.1 200');
    expect((await fetchTls(web.port, { Authorization: `Bearer ${web.token}` })).status).toBe(200);
  });

  it('does not listen without a certificate, and says how to get one', async () => {
    const web = await start({ config: { webHost: host }, opensslProgram: path.join('/nonexistent', 'openssl') });
    const access = await web.side.access();
    expect(access.urls).toEqual([]);
    expect(access.problem).toContain('Install the package openssl');
  });

  it('keeps a certificate while it is good, and makes another one before it ends, or when it is damaged or for another name', async () => {
    const folder = path.join((await start()).folder, 'tls');
    mkdirSync(folder);
    const options = { folder, names: ['host.example', '192.0.2.1'], nowMs: Date.now };
    const first = await webCertificate(options);
    const parsed = new X509Certificate(first.cert);
    expect(parsed.subjectAltName).toBe('DNS:host.example, IP Address:192.0.2.1');
    expect(parsed.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(parsed.ca).toBe(false);
    expect((await webCertificate(options)).fingerprint).toBe(first.fingerprint);
    const late = await webCertificate({ ...options, nowMs: () => first.renewAtMs + 3_600_000 }).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(Error); // the clock of openssl is the real one, so that the new one is just as old
    const second = await webCertificate({ ...options, names: ['other.example'] });
    expect(second.fingerprint).not.toBe(first.fingerprint);
    writeFileSync(path.join(folder, 'web-key.pem'), first.key, { mode: 0o600 });
    const third = await webCertificate({ ...options, names: ['other.example'] });
    expect(third.fingerprint).not.toBe(second.fingerprint);
    chmodSync(path.join(folder, 'web-key.pem'), 0o644);
    expect((await webCertificate({ ...options, names: ['other.example'] })).fingerprint).not.toBe(third.fingerprint);
    expect(statSync(path.join(folder, 'web-key.pem')).mode & 0o777).toBe(0o600);
  });
});
