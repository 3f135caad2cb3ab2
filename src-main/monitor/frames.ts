/** The frames module: newest frame, the last 15 minutes, and one event per interval. */
import { hostname } from 'node:os';
import type { MonitorFrame } from '../contracts/monitor.ts';
import { wholeNumber } from './check.ts';
import { EventChannel } from './eventChannel.ts';
import { FrameRing } from './frameRing.ts';
import { type MonitorModule, read } from './module.ts';

export interface FramesOptions {
  readonly version: string;
  readonly intervalMs: () => number;
  readonly clients: () => number;
  /** Takes a sample at once, when a client asks before the first one is due; it reaches `publish`. */
  readonly sampleNow: () => void;
  readonly monotonicMs: () => number;
  readonly ring?: FrameRing;
}

export interface Frames extends MonitorModule {
  /** Turns the frame into bytes, once, and sends it to everybody who keeps up. */
  publish(frame: MonitorFrame): void;
  /** The newest frame as JSON, valid until the next one. */
  newest(): Buffer;
}

/** 15 minutes at 1 Hz; below the 8 MiB that a client of the product takes as one message. */
const ringFrames = 900;
const ringBytes = 6 * 1024 * 1024;
const maxRecentSeconds = 900;

const framesStart = Buffer.from('{"frames":[');
const framesEnd = Buffer.from(']}');

export function createFrames(options: FramesOptions): Frames {
  const ring = options.ring ?? new FrameRing({ maxFrames: ringFrames, maxBytes: ringBytes });
  const channel = new EventChannel('monitor.frame');
  let latest: Buffer | undefined;

  function newest(): Buffer {
    if (latest === undefined) options.sampleNow();
    if (latest === undefined) throw new Error('sampleNow did not publish');
    return latest;
  }

  return {
    publish(frame) {
      latest = ring.push(JSON.stringify(frame), options.monotonicMs());
      channel.publish(latest);
    },
    newest,
    events: [channel],
    methods: {
      'monitor.hello': read(() => ({
        version: options.version,
        pid: process.pid,
        host: hostname(),
        intervalMs: options.intervalMs(),
        clients: options.clients(),
      })),
      // A copy, because it may wait in a socket for longer than the frame stays in the ring.
      'monitor.snapshot': read(() => ({ raw: [Buffer.from(newest())] })),
      'monitor.recent': {
        reach: 'anywhere',
        answer: (params) => {
          const seconds = wholeNumber(params, 'seconds', 1, maxRecentSeconds);
          newest();
          return { raw: [framesStart, ...ring.since(options.monotonicMs() - seconds * 1000), framesEnd] };
        },
      },
    },
  };
}
