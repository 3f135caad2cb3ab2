/** The two machines that Node can show: this one, and a recorded one in a folder. */
import { existsSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host, HostClock, HostIdentity } from '../port.ts';
import { createMemoryInventory } from './memoryInventory.ts';
import { createNodeCommands } from './nodeCommands.ts';
import { createNodeFiles } from './nodeFiles.ts';
import { createNodeProcesses, unavailableProcesses } from './nodeProcesses.ts';
import { readBytes } from './readText.ts';
import { createRecordedFiles, type Mounts } from './recordedFiles.ts';

/** The real machine. */
export function createNodeHost(): Host {
  const files = createNodeFiles();
  const identity = nodeIdentity();
  return {
    files,
    commands: createNodeCommands(),
    clock: createNodeClock(),
    identity,
    inventory: createMemoryInventory({
      files,
      uid: identity.uid,
      recorded: false,
      readBytes: (path, maxBytes) => readBytes(path, path, maxBytes),
    }),
    processes: createNodeProcesses(),
  };
}

/**
 * A recorded machine, read-only: a folder with `proc` and `sys`, parts may be
 * missing. Throws what `realpath` throws when the folder itself is missing.
 */
export function createRecordedHost(folder: string, options: { readonly mounts?: Mounts } = {}): Host {
  const files = createRecordedFiles(folder, { ...deviceNames(folder), ...options.mounts });
  return {
    files,
    commands: {
      run: (program) =>
        Promise.resolve({
          exitCode: null,
          stdout: '',
          stderr: `${program} was not run: this is a recorded machine`,
          truncated: false,
          failure: 'unavailable',
        }),
    },
    clock: createNodeClock(),
    identity: {
      recorded: true,
      uid: processUid(),
      architecture: undefined,
      kernelRelease: undefined,
      hostname: undefined,
      timeZone: undefined,
      env: {},
    },
    inventory: createMemoryInventory({ files, uid: processUid(), recorded: true, readBytes: files.readBytes }),
    processes: unavailableProcesses('this is a recorded machine, whose processes cannot be touched'),
  };
}

// Where pciutils and hwdata keep the names of PCI devices.
const namesPlaces = ['/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids'];

/** Names of device numbers are general knowledge and no fact of one machine, so a recording without them borrows this machine's. */
function deviceNames(folder: string): Mounts {
  const recorded = createRecordedFiles(folder);
  if (namesPlaces.some((place) => recorded.exists(place))) return {};
  const here = namesPlaces.find((place) => existsSync(place));
  return here === undefined ? {} : { [namesPlaces[0] ?? here]: here };
}

function createNodeClock(): HostClock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    // An aborted sleep ends early and without an error; the caller looks at its own signal.
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      }
    },
  };
}

function nodeIdentity(): HostIdentity {
  return {
    recorded: false,
    uid: processUid(),
    architecture: process.arch,
    kernelRelease: release(),
    hostname: hostname(),
    // Asked for only when needed: the international library takes milliseconds to load.
    get timeZone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    env: process.env,
  };
}

/** -1 where the system has no user ids, which is not root. */
function processUid(): number {
  return process.geteuid?.() ?? -1;
}
