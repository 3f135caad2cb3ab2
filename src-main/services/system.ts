/** Who is there: the handshake, and facts about the running program. */
import type { Folders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { AppError } from '../contracts/errors.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import { protocolVersion, type systemContract } from '../contracts/system.ts';
import type { ResidentMonitor } from './residentMonitor.ts';

export interface SystemOptions {
  readonly folders: Folders;
  /** True for a recorded machine. */
  readonly recorded: boolean;
  /** Ways to root, from the executor's launcher. */
  readonly routes: () => Promise<readonly { readonly route: string; readonly available: boolean; readonly why: string }[]>;
  readonly monitor: () => Promise<{ readonly running: boolean; readonly why: string }>;
  readonly resident: ResidentMonitor;
}

export function systemImplementation(options: SystemOptions): Implementation<typeof systemContract> {
  return {
    hello({ protocol }, { scope }) {
      if (protocol !== protocolVersion) {
        throw new AppError('contract.versionMismatch', 'this program and its daemon are of different releases: restart both', {
          details: { ours: protocolVersion, theirs: protocol },
        });
      }
      const uid = process.geteuid?.() ?? -1;
      return { protocol: protocolVersion, version: productVersion, pid: process.pid, uid, scope, recorded: options.recorded };
    },
    async about() {
      const [elevation, monitor] = await Promise.all([options.routes(), options.monitor()]);
      return {
        version: productVersion,
        runtime: `Node ${process.versions.node}`,
        stateFolder: options.folders.state,
        runtimeFolder: options.folders.runtime,
        configFolder: options.folders.config,
        elevation: elevation.map(({ route, available, why }) => ({ route, available, why })),
        monitor: { ...monitor },
        rssBytes: process.memoryUsage.rss(),
      };
    },
    resident: async () => ({ ...(await options.resident.state()) }),
    setResident: async ({ on }) => ({ ...(await options.resident.set(on)) }),
  };
}
