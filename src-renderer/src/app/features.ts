/** Every feature of the window, made once and wired to the one session. */
import type { Clients } from '../api/clients.ts';
import type { Session } from '../api/session.ts';
import type { Surface } from '../api/surface.ts';
import { type AlertsFeature, createAlertsFeature } from '../features/alerts/alertsStore.ts';
import { type BenchmarksFeature, createBenchmarksFeature } from '../features/benchmarks/benchmarksStore.ts';
import { createHardwareFeature, type HardwareFeature } from '../features/hardware/hardwareStore.ts';
import { createHistoryFeature, type HistoryFeature } from '../features/history/historyStore.ts';
import { createJobsFeature, type JobsFeature } from '../features/jobs/jobsStore.ts';
import { createProcessesFeature, type ProcessesFeature } from '../features/processes/processesStore.ts';
import { createProfilesFeature, type ProfilesFeature } from '../features/profiles/profilesStore.ts';
import { createProofFeature, type ProofFeature } from '../features/proof/proofStore.ts';
import { createMonitorStateFeature, type MonitorStateFeature } from '../features/settings/monitorStateStore.ts';
import { createSettingsFeature, type SettingsFeature } from '../features/settings/settingsStore.ts';
import { createTelemetry, type Telemetry } from '../features/telemetry/telemetryStore.ts';
import { type ChangeFlow, createChangeFlow, isBusy } from '../features/tuning/changeFlow.ts';
import { type ConfirmFlow, createConfirmFlow } from '../features/tuning/confirmFlow.ts';
import { createTuningFeature, type TuningFeature } from '../features/tuning/tuningStore.ts';

export interface Features {
  readonly session: Session;
  /** On the dashboard only what needs nothing but the monitor is attached, and nothing can be changed. */
  readonly surface: Surface;
  readonly telemetry: Telemetry;
  readonly hardware: HardwareFeature;
  readonly profiles: ProfilesFeature;
  readonly tuning: TuningFeature;
  readonly change: ChangeFlow;
  readonly confirm: ConfirmFlow;
  readonly history: HistoryFeature;
  readonly settings: SettingsFeature;
  readonly jobs: JobsFeature;
  readonly alerts: AlertsFeature;
  readonly processes: ProcessesFeature;
  readonly benchmarks: BenchmarksFeature;
  readonly proof: ProofFeature;
  /** Web access and what is kept of the past. */
  readonly monitorState: MonitorStateFeature;
  /** Runs something whose failure is a notification, not a state of a page. */
  inBackground(action: Promise<unknown>): void;
}

export interface FeatureOptions {
  readonly session: Session;
  readonly surface?: Surface;
  /** Shows a failure that no page shows itself. */
  readonly onProblem: (error: unknown) => void;
}

export function createFeatures({ session, surface = 'full', onProblem }: FeatureOptions): Features {
  const clients = (): Clients => session.clients();
  function inBackground(action: Promise<unknown>): void {
    action.catch(onProblem);
  }

  const hardware = createHardwareFeature(clients);
  const profiles = createProfilesFeature(clients);
  const tuning = createTuningFeature(clients);
  const history = createHistoryFeature(clients);
  const settings = createSettingsFeature(clients);
  const jobs = createJobsFeature(clients);
  const telemetry = createTelemetry();
  const alerts = createAlertsFeature(clients, inBackground);
  const processes = createProcessesFeature(session);
  const benchmarks = createBenchmarksFeature({ clients, jobs, inBackground });
  const proof = createProofFeature({ clients, jobs, inBackground });
  const monitorState = createMonitorStateFeature(clients);

  /** Reads again what has been read before; a page that was never opened costs nothing. */
  async function refreshLists(): Promise<void> {
    const shownHistory = history.store.getState().value !== null;
    const shownPreview = tuning.store.getState().preview.value !== null;
    await Promise.all([...(shownPreview ? [tuning.loadPreview()] : []), ...(shownHistory ? [history.load()] : [])]);
  }
  async function refreshTuning(): Promise<void> {
    await Promise.all([tuning.loadStatus(), refreshLists()]);
  }

  const change = createChangeFlow({
    clients,
    afterChange: () => {
      inBackground(refreshTuning());
    },
  });
  const confirm = createConfirmFlow({ clients, afterChange: refreshTuning });

  // Another profile proposes other values, whoever chose it: this window, the tray or the command line.
  profiles.store.subscribe((state, before) => {
    const changed = state.choice.value?.profileId !== before.choice.value?.profileId;
    if (changed && tuning.store.getState().preview.value !== null) inBackground(tuning.loadPreview());
  });

  /** What the monitor alone can answer. */
  function attachMonitor(opened: Clients): () => void {
    const detach = [telemetry.attach(opened), alerts.attach(opened)];
    inBackground(alerts.load());
    return () => {
      for (const stop of detach) stop();
    };
  }
  function attachEverything(opened: Clients): () => void {
    const detach = [
      attachMonitor(opened),
      settings.attach(opened),
      tuning.attach(opened),
      jobs.attach(opened),
      benchmarks.attach(opened),
      proof.attach(opened),
      opened.tuning.changed(() => {
        // Somebody else may have applied or undone something. The event carries the new status itself.
        if (!isBusy(change.store.getState())) inBackground(refreshLists());
      }),
      opened.settings.changed(() => {
        inBackground(profiles.load());
      }),
    ];
    inBackground(Promise.all([settings.load(), hardware.load(), profiles.load(), tuning.loadStatus(), jobs.load()]));
    return () => {
      for (const stop of detach) stop();
    };
  }
  session.onOpen(surface === 'dashboard' ? attachMonitor : attachEverything);

  return {
    session,
    surface,
    telemetry,
    hardware,
    profiles,
    tuning,
    change,
    confirm,
    history,
    settings,
    jobs,
    alerts,
    processes,
    benchmarks,
    proof,
    monitorState,
    inBackground,
  };
}
