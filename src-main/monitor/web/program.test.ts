/** The web side of the real program: every answer against its contract, and nothing that writes within reach. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alertsContract } from '../../contracts/alerts.ts';
import { historyContract } from '../../contracts/history.ts';
import type { Contract } from '../../contracts/kit/define.ts';
import { monitorContract, webAccess } from '../../contracts/monitor.ts';
import { processesContract } from '../../contracts/processes.ts';
import { restEndpoints } from '../../contracts/webRest.ts';
import { streamGroups, streamMessage } from '../../contracts/webStream.ts';
import { RawClient } from '../testSupport/rawClient.ts';
import { readPrometheus } from './testSupport/prometheusText.ts';
import { RawSocket } from './testSupport/rawSocket.ts';

let child: ChildProcess;
let folder: string;
let url: string;
let token: string;
let errors = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-web-program-'));
  child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../main.ts'), '--interval', '0.2'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', HECATE_RUNTIME_DIR: path.join(folder, 'run'), HECATE_STATE_DIR: path.join(folder, 'state') },
  });
  let output = '';
  child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  await vi.waitUntil(() => output.includes('ready'), 10_000);
  const client = await RawClient.connect(path.join(folder, 'run/monitor.sock'));
  const access = webAccess.parse((await client.ask(1, 'monitor.web')).result);
  client.end();
  url = access.urls[0] ?? '';
  token = access.token ?? '';
  // Figures over time need a frame or two.
  await vi.waitUntil(async () => (await (await ask('/v1/series')).text()).includes('cpu.busyPercent'), 10_000);
}, 20_000);

afterAll(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const ask = (target: string): Promise<Response> => fetch(new URL(target, url), { headers: { Authorization: `Bearer ${token}` } });
const port = (): number => Number(new URL(url).port);

describe('the web side of hecate-monitor', () => {
  it.each([
    ['/health', '/health'],
    ['/v1/snapshot', '/v1/snapshot'],
    ['/v1/series', '/v1/series'],
    ['/v1/history', '/v1/history?series=cpu.busyPercent&points=10'],
    ['/v1/alerts', '/v1/alerts'],
    ['/v1/alerts', '/v1/alerts?limit=5'],
    ['/v1/processes', '/v1/processes?overMs=200'],
    ['/v1/openapi.json', '/v1/openapi.json'],
  ])('answers %s as the contract says', async (endpoint, target) => {
    const response = await ask(target);
    const body: unknown = await response.json();
    expect(response.status, JSON.stringify(body).slice(0, 300)).toBe(200);
    restEndpoints[endpoint]?.output?.parse(body);
  });

  it('gives figures over time as CSV, and the counters of the kernel to Prometheus', async () => {
    const csv = await (await ask('/v1/history?series=cpu.busyPercent&points=10&format=csv')).text();
    expect(csv.split('\r\n', 1)[0]).toBe('time,cpu.busyPercent min,cpu.busyPercent mean,cpu.busyPercent max');
    const families = readPrometheus(await (await ask('/metrics')).text());
    for (const name of [
      'node_cpu_seconds_total',
      'node_memory_MemTotal_bytes',
      'node_load1',
      'node_filesystem_size_bytes',
      'node_network_receive_bytes_total',
    ]) {
      expect(families.has(name), name).toBe(true);
    }
  });

  it('streams every group, as the contract says', async () => {
    const client = await RawSocket.open(port(), '/v1/stream', token);
    client.send({ type: 'subscribe', groups: streamGroups, everySeconds: 0.2 });
    await client.until(() => client.messages.filter(({ type }) => type === 'delta').length >= 3, 'three differences');
    const messages = client.messages.map((message) => streamMessage.parse(message));
    expect(messages.slice(0, 4).map(({ type }) => type)).toEqual(['hello', 'subscribed', 'full', 'delta']);
    client.end();
  });

  it('lets nobody write, and nobody read what is only for this machine', async () => {
    const client = await RawSocket.open(port(), '/rpc', token);
    const contracts: readonly Contract[] = [monitorContract, historyContract, alertsContract, processesContract];
    const calls = contracts.flatMap(({ name, members }) =>
      Object.entries(members).flatMap(([member, { kind, scope }]) => (kind === 'call' ? [{ method: `${name}.${member}`, scope }] : [])),
    );
    for (const [id, { method }] of calls.entries()) client.send({ jsonrpc: '2.0', id, method, params: {} });
    await client.until(() => client.messages.length === calls.length, 'all answers', 15_000);
    const reachable = calls.filter((_call, id) => {
      const answer = client.messages.find((message) => message['id'] === id) as { error?: { data: { code: string } } };
      return answer.error?.data.code !== 'contract.unknownMethod';
    });
    // And the other way round: what the monitor tells its owner only, hecated tells nobody whom it lets read.
    expect(reachable.map(({ method }) => method)).toEqual(calls.flatMap(({ method, scope }) => (scope === 'read' ? [method] : [])));
    expect(reachable.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['monitor.hello', 'monitor.snapshot', 'monitor.recent', 'history.range', 'alerts.active', 'processes.list']),
    );
    client.end();
    expect(errors).toBe('');
  });
});
