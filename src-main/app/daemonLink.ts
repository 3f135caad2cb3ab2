/** The way to a program's socket: connects, and starts the program first when nobody answers there. */
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FramePort } from '../contracts/kit/frames.ts';
import { StreamPort } from '../transports/streamPort.ts';
import type { ProgramName, Programs } from './programs.ts';

export interface LinkOptions {
  readonly socketPath: string;
  readonly program: ProgramName;
  readonly programs: Pick<Programs, 'start'>;
  readonly maxFrameBytes: number;
  /** How long a program that was just started has to answer, milliseconds. */
  readonly startWithinMs?: number;
}

const defaultStartWithinMs = 10_000;
const retryMs = 20;
/** Time for the last frame to go out before the socket is torn down, milliseconds. */
const lingerMs = 1_000;

/** Nobody is listening: the only failures that starting the program can cure. */
const nobodyThere = ['ENOENT', 'ECONNREFUSED'];

function openSocket(socketPath: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path: socketPath });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function isNobodyThere(error: unknown): boolean {
  return nobodyThere.includes((error as NodeJS.ErrnoException).code ?? '');
}

async function waitForSocket(options: LinkOptions): Promise<net.Socket> {
  const program = options.programs.start(options.program);
  let ended: string | undefined;
  // `ended` never rejects; it carries the reason.
  program.ended.then(
    (reason) => {
      ended = reason;
    },
    () => undefined,
  );
  const deadline = Date.now() + (options.startWithinMs ?? defaultStartWithinMs);
  for (;;) {
    try {
      return await openSocket(options.socketPath);
    } catch (error) {
      if (!isNobodyThere(error)) throw error;
    }
    if (ended !== undefined) throw new Error(`${ended}.`);
    if (Date.now() >= deadline) throw new Error(`${options.program} was started but does not answer on ${options.socketPath}.`);
    await pause(retryMs);
  }
}

/** An open socket to the program, which is started when it is not there. Rejects with the reason in plain words. */
export async function openProgramSocket(options: LinkOptions): Promise<net.Socket> {
  try {
    return await openSocket(options.socketPath);
  } catch (error) {
    if (isNobodyThere(error)) return waitForSocket(options);
    throw error;
  }
}

/** Whole frames over such a socket. */
export async function openProgramFrames(options: LinkOptions): Promise<FramePort> {
  const socket = await openProgramSocket(options);
  return new StreamPort(socket, socket, {
    maxFrameBytes: options.maxFrameBytes,
    close: () => {
      socket.destroySoon();
      setTimeout(() => socket.destroy(), lingerMs).unref();
    },
  });
}
