import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LinkOptions, openProgramFrames, openProgramSocket } from './daemonLink.ts';

let folder: string;
let socketPath: string;
let servers: net.Server[];
let starts: number;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-link-'));
  socketPath = path.join(folder, 'hecated.sock');
  servers = [];
  starts = 0;
});

afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

function serve(): void {
  const server = net.createServer((socket) => {
    // Answers every frame with its own bytes.
    socket.pipe(socket);
  });
  server.listen(socketPath);
  servers.push(server);
}

function link(start: () => Promise<string>, startWithinMs = 2_000): LinkOptions {
  return {
    socketPath,
    program: 'hecated',
    maxFrameBytes: 1_000,
    startWithinMs,
    programs: {
      start: () => {
        starts += 1;
        return { ended: start() };
      },
    },
  };
}

const never = (): Promise<string> => new Promise(() => undefined);

describe('openProgramSocket', () => {
  it('connects to a program that runs, without starting one', async () => {
    serve();
    const socket = await openProgramSocket(link(never));
    socket.destroy();
    expect(starts).toBe(0);
  });

  it('starts the program when nobody answers, and waits for it', async () => {
    const options = link(() => {
      setTimeout(serve, 60);
      return never();
    });
    (await openProgramSocket(options)).destroy();
    expect(starts).toBe(1);
  });

  it('says why the program ended instead of answering', async () => {
    await expect(openProgramSocket(link(() => Promise.resolve('hecated ended with code 1: no disk')))).rejects.toThrow(
      'hecated ended with code 1: no disk.',
    );
  });

  it('does not wait for ever', async () => {
    await expect(openProgramSocket(link(never, 50))).rejects.toThrow(`hecated was started but does not answer on ${socketPath}`);
  });

  it('does not start anything where the socket is refused for another reason', async () => {
    writeFileSync(socketPath, '');
    const options = { ...link(never), socketPath: path.join(socketPath, 'below') };
    await expect(openProgramSocket(options)).rejects.toThrow('ENOTDIR');
    expect(starts).toBe(0);
  });
});

describe('openProgramFrames', () => {
  it('carries whole frames', async () => {
    serve();
    const port = await openProgramFrames(link(never));
    const got = new Promise((resolve) => {
      port.listen({ frame: resolve, refused: resolve, closed: () => undefined });
    });
    await port.send('{"größe":"✓"}');
    expect(await got).toBe('{"größe":"✓"}');
    port.close();
  });
});
