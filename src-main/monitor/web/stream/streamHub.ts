/**
 * The stream of `/v1/stream`. Clients with the same groups, the same step and
 * the same phase share a channel, and a channel makes each message once. The
 * phase is the frame in which a client came, so that it starts with figures of
 * this moment and those who want one message a minute do not all get it in the
 * same second.
 */
import { hostname } from 'node:os';
import { streamGroups } from '../../../contracts/metrics.ts';
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import type { StreamMessage, StreamRequest } from '../../../contracts/webStream.ts';
import type { MonitorApi } from '../../api.ts';
import { invalid, Refused } from '../../module.ts';
import { newestFrame } from '../eventPayload.ts';
import { type Peer, type PeerHandler, policyViolation } from '../peers.ts';
import { textFrame } from '../socketFrame.ts';
import { createAlertsSource } from './alertsSource.ts';
import { FrameTexts } from './frameTexts.ts';
import { readStreamRequest, type StreamGroup } from './streamRequest.ts';

export interface StreamHubOptions {
  readonly api: MonitorApi;
  readonly version: string;
  readonly intervalMs: () => number;
  readonly complain: (text: string) => void;
}

export interface StreamHub {
  accept(peer: Peer): PeerHandler;
  onFrame(frame: MonitorFrame): void;
  close(): void;
}

interface Channel {
  readonly key: string;
  readonly groups: readonly StreamGroup[];
  readonly step: number;
  readonly phase: number;
  readonly clients: Set<Client>;
  /** What its clients have. */
  base: FrameTexts;
  full: Buffer | undefined;
}

interface Client {
  readonly peer: Peer;
  wanted: { readonly groups: readonly StreamGroup[]; readonly everySeconds: number } | undefined;
  channel: Channel | undefined;
  /** Missed a message, so that no difference is of use to it. */
  needsFull: boolean;
  malformed: number;
  messages: number;
  closed: boolean;
}

const maxMalformed = 5;
/** Between two sweeps, which are five seconds apart. */
const maxMessages = 100;

export function createStreamHub(options: StreamHubOptions): StreamHub {
  const { api, complain } = options;
  const alerts = createAlertsSource(api);
  const groups = streamGroups.filter((group) => group !== 'alerts' || alerts.exists);
  const channels = new Map<string, Channel>();
  const clients = new Set<Client>();
  let latest: FrameTexts | undefined;
  let intervalMs = options.intervalMs();

  function newest(): FrameTexts {
    // Nobody listened until now: a sample reaches onFrame, which is here.
    latest ??= new FrameTexts(newestFrame(api), alerts.text);
    return latest;
  }

  function say(client: Client, message: StreamMessage): void {
    client.peer.write(textFrame(JSON.stringify(message)));
  }

  function leave(client: Client): void {
    const { channel } = client;
    client.channel = undefined;
    if (channel === undefined) return;
    channel.clients.delete(client);
    if (channel.clients.size === 0) channels.delete(channel.key);
  }

  function join(client: Client): void {
    leave(client);
    const { wanted } = client;
    if (wanted === undefined || client.closed) return;
    const texts = newest();
    const step = Math.max(1, Math.round((wanted.everySeconds * 1000) / intervalMs));
    const phase = texts.frame.sequence % step;
    const key = `${wanted.groups.join()} ${String(step)} ${String(phase)}`;
    const channel = channels.get(key) ?? { key, groups: wanted.groups, step, phase, clients: new Set(), base: texts, full: undefined };
    channels.set(key, channel);
    channel.clients.add(client);
    client.channel = channel;
    say(client, { type: 'subscribed', groups: [...wanted.groups], everySeconds: (step * intervalMs) / 1000 });
    sendFull(client, channel);
  }

  function sendFull(client: Client, channel: Channel): void {
    channel.full ??= textFrame(channel.base.full(channel.groups));
    client.needsFull = !client.peer.write(channel.full);
  }

  function subscribe(client: Client, request: Extract<StreamRequest, { type: 'subscribe' }>): void {
    const missing = request.groups.find((group) => !groups.includes(group));
    if (missing !== undefined) throw invalid('groups', `this monitor has no ${missing}`);
    // In one order and once each, so that equal wishes share a channel.
    client.wanted = { groups: groups.filter((group) => request.groups.includes(group)), everySeconds: request.everySeconds };
    const waiting = client.wanted.groups.includes('alerts') ? alerts.ready() : undefined;
    if (waiting === undefined) {
      join(client);
      return;
    }
    waiting.then(
      () => {
        latest = undefined;
        join(client);
      },
      (error: unknown) => {
        complain(`alerts for the stream: ${error instanceof Error ? error.message : String(error)}`);
        say(client, { type: 'error', field: 'groups', problem: 'alerts cannot be told now; subscribe without them or try again' });
      },
    );
  }

  function answer(client: Client, request: StreamRequest): void {
    switch (request.type) {
      case 'subscribe':
        subscribe(client, request);
        return;
      case 'resync':
        if (client.channel === undefined) throw invalid('type', 'resync needs a subscription: subscribe first');
        sendFull(client, client.channel);
        return;
      case 'ping':
        say(client, { type: 'pong' });
    }
  }

  function take(client: Client, text: string): void {
    client.messages += 1;
    if (client.messages > maxMessages) {
      client.peer.end(policyViolation, 'too many messages');
      return;
    }
    try {
      const request = readStreamRequest(text);
      if (request === undefined) malformed(client);
      else answer(client, request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [issue] = (error.data.details as { readonly issues: readonly { readonly field: string; readonly problem: string }[] }).issues;
      say(client, { type: 'error', field: issue?.field ?? 'message', problem: issue?.problem ?? error.message });
    }
  }

  function malformed(client: Client): void {
    client.malformed += 1;
    if (client.malformed >= maxMalformed) client.peer.end(policyViolation, 'malformed messages');
    else say(client, { type: 'error', field: 'message', problem: 'must be a JSON object with a "type"' });
  }

  function publish(channel: Channel, texts: FrameTexts): void {
    const delta = textFrame(texts.delta(channel.base, channel.groups));
    channel.base = texts;
    channel.full = undefined;
    for (const client of channel.clients) {
      if (client.needsFull) sendFull(client, channel);
      else if (!client.peer.write(delta)) client.needsFull = true;
    }
  }

  return {
    accept(peer) {
      const client: Client = {
        peer,
        wanted: undefined,
        channel: undefined,
        needsFull: false,
        malformed: 0,
        messages: 0,
        closed: false,
      };
      clients.add(client);
      say(client, { type: 'hello', protocol: 1, version: options.version, host: hostname(), intervalMs, groups: [...groups] });
      return {
        onText: (text) => {
          take(client, text);
        },
        onSweep: () => {
          client.messages = 0;
        },
        onClose: () => {
          client.closed = true;
          leave(client);
          clients.delete(client);
        },
      };
    },
    onFrame(frame) {
      if (clients.size === 0) {
        latest = undefined;
        return;
      }
      const texts = new FrameTexts(frame, alerts.text);
      latest = texts;
      if (options.intervalMs() !== intervalMs) {
        intervalMs = options.intervalMs();
        for (const client of clients) join(client);
        return;
      }
      for (const channel of channels.values()) if (frame.sequence % channel.step === channel.phase) publish(channel, texts);
    },
    close() {
      alerts.close();
      channels.clear();
      clients.clear();
    },
  };
}
