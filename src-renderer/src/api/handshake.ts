/** Who answers at the other end: hecated with everything, or the monitor with what may be read. */
import { AppError } from '../../../src-main/contracts/errors.ts';
import { protocolVersion } from '../../../src-main/contracts/system.ts';
import type { Clients } from './clients.ts';

export interface Hello {
  readonly program: 'hecated' | 'hecate-monitor';
  readonly version: string;
  readonly pid: number;
  /** For whom the program acts; null where it acts for nobody. */
  readonly uid: number | null;
  readonly scope: 'read' | 'write' | 'admin';
  /** The figures are of a recorded machine. */
  readonly recorded: boolean;
  /** Name of the machine, where the handshake says it. */
  readonly host: string | null;
}

/** First call on a new connection; rejects with `contract.versionMismatch` when the two do not understand each other. */
export type Handshake = (clients: Clients, clientName: string, signal: AbortSignal) => Promise<Hello>;

export const daemonHandshake: Handshake = async (clients, client, signal) => {
  const hello = await clients.system.hello({ protocol: protocolVersion, client }, { signal });
  if (hello.protocol !== protocolVersion) {
    throw new AppError('contract.versionMismatch', `The service speaks protocol ${hello.protocol}, this window ${protocolVersion}.`, {
      details: { ours: protocolVersion, theirs: hello.protocol },
    });
  }
  const { version, pid, uid, scope, recorded } = hello;
  return { program: 'hecated', version, pid, uid, scope, recorded, host: null };
};

/** The monitor serves its own pages, so there is no other version to meet; over the network it only lets read. */
export const monitorHandshake: Handshake = async (clients, _client, signal) => {
  const { version, pid, host } = await clients.monitor.hello({}, { signal });
  return { program: 'hecate-monitor', version, pid, uid: null, scope: 'read', recorded: false, host };
};
