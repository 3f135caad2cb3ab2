/** One client that asks for much keeps nobody else waiting for long. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MonitorApi } from './api.ts';
import type { Method } from './module.ts';
import { MonitorServer } from './server.ts';
import { RawClient } from './testSupport/rawClient.ts';

const busyMs = 2;
const questions = 200;

let folder: string;
const cleanups: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-turns-'));
});
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
  rmSync(folder, { recursive: true, force: true });
});

it('answers others between the questions of one who asks many at once, and answers that one in order', async () => {
  let asked = 0;
  const askedBefore: number[] = [];
  const slow: Method = {
    reach: 'anywhere',
    answer: () => {
      asked += 1;
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      return {};
    },
  };
  const quick: Method = {
    reach: 'anywhere',
    answer: () => {
      askedBefore.push(asked);
      return {};
    },
  };
  const server = new MonitorServer({
    api: new MonitorApi([{ methods: { 'test.slow': slow, 'test.quick': quick }, events: [] }]),
    maxClients: 8,
    monotonicMs: () => performance.now(),
    complain: (text) => {
      throw new Error(text);
    },
  });
  const socket = path.join(folder, 'm.sock');
  cleanups.push(await server.listen(socket, 0o600));
  const [greedy, modest] = [await RawClient.connect(socket), await RawClient.connect(socket)];
  cleanups.push(() => {
    greedy.end();
    modest.end();
  });
  greedy.socket.cork();
  for (let id = 0; id < questions; id += 1) greedy.send(id, 'test.slow');
  greedy.socket.uncork();
  await greedy.until(() => asked > 0, 'the first question');
  await modest.ask(1, 'test.quick');
  await greedy.until(() => greedy.messages.length === questions, 'all answers');
  expect(greedy.messages.map(({ id }) => id)).toEqual(Array.from({ length: questions }, (_none, id) => id));
  // Some of them were still waiting when the other one had its answer.
  expect(askedBefore[0]).toBeLessThan(questions / 2);
});
