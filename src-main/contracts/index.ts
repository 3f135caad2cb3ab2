/** Every contract of the product; the API reference, the CLI help and the gateways are made from this list. */
export { alertsContract } from './alerts.ts';
export { benchmarkContract } from './benchmark.ts';
export { executorContract } from './executor.ts';
export { hardwareContract } from './hardware.ts';
export { historyContract } from './history.ts';
export { jobsContract } from './jobs.ts';
export { monitorContract } from './monitor.ts';
export { processesContract } from './processes.ts';
export { profilesContract } from './profiles.ts';
export { proofContract } from './proof.ts';
export { settingsContract } from './settings.ts';
export { systemContract } from './system.ts';
export { tuningContract } from './tuning.ts';
