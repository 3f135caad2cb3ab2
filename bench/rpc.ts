/** A bare JSON-RPC client for timing: no validation of its own, so that only the server is measured. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

/** Connects as soon as the socket answers; tries for ten seconds. */
export async function connectWhenReady(path: string): Promise<MessageConnection> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    try {
      return await connect(path);
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      await sleep(1);
    }
  }
}

async function connect(path: string): Promise<MessageConnection> {
  const socket = net.connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
  // Letting go of the connection is not enough to end it: the library leaves the socket open.
  connection.onDispose(() => socket.destroy());
  connection.listen();
  return connection;
}

/** Times `count` requests one after the other; milliseconds each. */
export async function timeRequests(
  connection: MessageConnection,
  method: string,
  params: object,
  count: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const started = process.hrtime.bigint();
    await connection.sendRequest(method, params);
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
  return times;
}

/**
 * Times requests that are sent on a schedule, whether the ones before are
 * answered or not: a server that stands still delays all that are due
 * meanwhile, which asking one after the other would hide.
 */
export async function timeScheduled(
  connection: MessageConnection,
  method: string,
  params: object,
  { everyMs, seconds }: { readonly everyMs: number; readonly seconds: number },
): Promise<readonly number[]> {
  const started = performance.now();
  const count = Math.floor((seconds * 1000) / everyMs);
  const answers: Promise<number>[] = [];
  for (let index = 0; index < count; ) {
    const now = performance.now();
    // Those that were due while this process itself was late are sent at once, and timed from then: that was no fault of the server.
    for (; index < count && started + index * everyMs <= now; index += 1) {
      answers.push(connection.sendRequest(method, params).then(() => performance.now() - now));
    }
    await sleep(Math.max(0, started + index * everyMs - performance.now()));
  }
  return Promise.all(answers);
}
