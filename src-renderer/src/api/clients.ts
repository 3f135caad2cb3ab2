/** The typed clients of every contract the window uses. */
import { alertsContract } from '../../../src-main/contracts/alerts.ts';
import { benchmarkContract } from '../../../src-main/contracts/benchmark.ts';
import type { AppError } from '../../../src-main/contracts/errors.ts';
import { hardwareContract } from '../../../src-main/contracts/hardware.ts';
import { historyContract } from '../../../src-main/contracts/history.ts';
import { jobsContract } from '../../../src-main/contracts/jobs.ts';
import { createClient } from '../../../src-main/contracts/kit/client.ts';
import type { RpcConnection } from '../../../src-main/contracts/kit/connection.ts';
import type { Client } from '../../../src-main/contracts/kit/define.ts';
import { monitorContract } from '../../../src-main/contracts/monitor.ts';
import { processesContract } from '../../../src-main/contracts/processes.ts';
import { profilesContract } from '../../../src-main/contracts/profiles.ts';
import { proofContract } from '../../../src-main/contracts/proof.ts';
import { settingsContract } from '../../../src-main/contracts/settings.ts';
import { systemContract } from '../../../src-main/contracts/system.ts';
import { tuningContract } from '../../../src-main/contracts/tuning.ts';

export interface Clients {
  readonly system: Client<typeof systemContract>;
  readonly hardware: Client<typeof hardwareContract>;
  readonly profiles: Client<typeof profilesContract>;
  readonly tuning: Client<typeof tuningContract>;
  readonly monitor: Client<typeof monitorContract>;
  readonly history: Client<typeof historyContract>;
  readonly alerts: Client<typeof alertsContract>;
  readonly processes: Client<typeof processesContract>;
  readonly settings: Client<typeof settingsContract>;
  readonly jobs: Client<typeof jobsContract>;
  readonly benchmark: Client<typeof benchmarkContract>;
  readonly proof: Client<typeof proofContract>;
}

export function createClients(connection: RpcConnection, onProblem: (problem: AppError) => void = () => undefined): Clients {
  const options = { onProblem };
  return {
    system: createClient(systemContract, connection, options),
    hardware: createClient(hardwareContract, connection, options),
    profiles: createClient(profilesContract, connection, options),
    tuning: createClient(tuningContract, connection, options),
    monitor: createClient(monitorContract, connection, options),
    history: createClient(historyContract, connection, options),
    alerts: createClient(alertsContract, connection, options),
    processes: createClient(processesContract, connection, options),
    settings: createClient(settingsContract, connection, options),
    jobs: createClient(jobsContract, connection, options),
    benchmark: createClient(benchmarkContract, connection, options),
    proof: createClient(proofContract, connection, options),
  };
}
