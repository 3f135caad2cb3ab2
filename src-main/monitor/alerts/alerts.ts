/** The alerts module: rules in force, what is wrong now, what was, and the commands of rules. */
import type { Alert, AlertRule } from '../../contracts/alerts.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { finiteNumber, text, wholeNumber } from '../check.ts';
import { EventChannel } from '../eventChannel.ts';
import { type Fields, type MonitorModule, Refused, read } from '../module.ts';
import { defaultRules } from './defaultRules.ts';
import { type Changes, Evaluator } from './evaluator.ts';
import { createFiringLog } from './firingLog.ts';
import { createHooks, type SpawnProgram } from './hooks.ts';
import { issueText } from './issue.ts';
import { ongoingAlert, worstFirst } from './ongoing.ts';
import { isQuiet, localMinute } from './quietHours.ts';
import { createRaised, type Raise } from './raised.ts';
import { createRulesFile } from './rulesFile.ts';
import { readRules } from './rulesSense.ts';

export interface AlertsOptions {
  /** Holds alerts.json. */
  readonly configFolder: string;
  /** Holds the log of firings; null keeps it in memory. */
  readonly stateFolder: string | null;
  readonly nowMs: () => number;
  readonly userId: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly complain: (text: string) => void;
  /** For the commands of rules; null runs none, because the figures are not of this machine. */
  readonly loadSpawn: (() => Promise<SpawnProgram>) | null;
  /** Minutes since local midnight, for quiet hours. */
  readonly localMinute?: (unixMs: number) => number;
}

export interface Alerts extends MonitorModule {
  onFrame(frame: MonitorFrame, monotonicMs: number): void;
  close(): void;
  /** An alert of the monitor about itself, until `clear`. Once is enough; again changes its words. */
  raise(alert: Raise): void;
  clear(id: string): void;
}

const maxIdCharacters = 300;
/** A full disk may have room again. */
const writeAgainMs = 60_000;

export function createAlerts(options: AlertsOptions): Alerts {
  const { configFolder, stateFolder, nowMs, userId, env, complain, loadSpawn } = options;
  const file = createRulesFile(configFolder, userId);
  const log = createFiringLog({ folder: stateFolder });
  const hooks = loadSpawn === null ? undefined : createHooks({ loadSpawn, env, complain });
  const channel = new EventChannel('alerts.changed');
  const minuteOf = options.localMinute ?? localMinute;
  const isQuietAt = (unixMs: number): boolean => isQuiet(file.current.quietHours, minuteOf(unixMs));
  const evaluator = new Evaluator({ isQuiet: isQuietAt });
  const raised = createRaised(isQuietAt);
  let complained: string | null = null;
  let writeAgainAt = 0;

  function active(): Alert[] {
    return worstFirst([...evaluator.active().map(ongoingAlert), ...raised.active()]);
  }

  function problem(): string | null {
    if (file.problem === null && log.problem === null && evaluator.problem === null) return null;
    return [file.problem, log.problem, evaluator.problem].filter((one) => one !== null).join('. ');
  }

  function complainOnce(): void {
    const now = problem();
    if (now !== null && now !== complained) complain(now);
    complained = now;
  }

  function tell(fired: readonly Alert[], ended: readonly Alert[]): void {
    if (channel.isUsed) channel.publish(Buffer.from(JSON.stringify({ alerts: active(), fired, ended })));
  }

  function runHook(rule: AlertRule, state: 'fired' | 'ended', alert: Alert): void {
    // What nobody was told of needs no end either.
    if (rule.command !== null && !alert.quiet) hooks?.run(rule.command, state, alert);
  }

  function took(changes: Changes): void {
    if (changes.fired.length === 0 && changes.ended.length === 0) return;
    const fired = changes.fired.map((ongoing) => ({ rule: ongoing.rule, alert: ongoingAlert(ongoing) }));
    const news = [...fired, ...changes.ended].map(({ alert }) => alert);
    log.write(news);
    tell(
      fired.map(({ alert }) => alert),
      changes.ended.map(({ alert }) => alert),
    );
    for (const { rule, alert } of fired) runHook(rule, 'fired', alert);
    for (const { rule, alert } of changes.ended) runHook(rule, 'ended', alert);
  }

  /** What was on when the monitor ended goes on, unless its rule is gone. */
  function goOn(): void {
    const left = log.all().filter((alert) => alert.endedAt === null && !evaluator.adopt(alert) && !raised.adopt(alert));
    log.write(left.map((alert) => ({ ...alert, endedAt: nowMs() })));
  }

  function firings(params: Fields): { alerts: readonly Alert[] } {
    const fromMs = finiteNumber(params, 'fromMs');
    const toMs = finiteNumber(params, 'toMs');
    const limit = wholeNumber(params, 'limit', 1, 1000);
    // The newest words of those that are on, which the log has not.
    const now = new Map(active().map((alert) => [alert.id, alert]));
    const known = log.all().map((alert) => now.get(alert.id) ?? alert);
    return { alerts: known.filter(({ startedAt }) => startedAt >= fromMs && startedAt <= toMs).slice(0, limit) };
  }

  function setRules(params: Fields): object {
    const checked = readRules(params['rules']);
    if ('issues' in checked) throw new Refused('alerts.invalid', issueText(checked.issues), { issues: checked.issues });
    file.write(checked.rules);
    took(evaluator.setRules(file.current, nowMs()));
    return { rules: file.current };
  }

  function acknowledge(params: Fields): object {
    const id = text(params, 'id', maxIdCharacters);
    const known = [...evaluator.active(), ...raised.ongoing()].find((alert) => alert.id === id);
    if (known === undefined) throw new Refused('alerts.notFound', 'this alert has ended, or never was', { id });
    known.acknowledgedAt ??= nowMs();
    const alerts = active();
    log.write(alerts.filter((alert) => alert.id === id));
    tell([], []);
    return { alerts };
  }

  evaluator.setRules(file.current, nowMs());
  goOn();

  return {
    events: [channel],
    methods: {
      'alerts.active': read(() => ({ alerts: active(), problem: problem() })),
      'alerts.firings': { reach: 'anywhere', answer: firings },
      // Tells where the file is and which commands run.
      'alerts.rules': {
        reach: 'local',
        answer: () => ({ rules: file.current, defaults: defaultRules, file: file.path, problem: file.problem }),
      },
      'alerts.setRules': { reach: 'local', answer: setRules },
      'alerts.acknowledge': { reach: 'local', answer: acknowledge },
    },
    onFrame(frame, monotonicMs) {
      if (file.poll()) {
        took(evaluator.setRules(file.current, frame.at));
        tell([], []);
      }
      took(evaluator.onFrame(frame, monotonicMs));
      complainOnce();
      if (log.problem === null || monotonicMs < writeAgainAt) return;
      writeAgainAt = monotonicMs + writeAgainMs;
      log.write([]);
    },
    raise(given) {
      const alert = raised.raise(given, nowMs());
      if (alert === undefined) return;
      log.write([alert]);
      tell([alert], []);
    },
    clear(id) {
      const alert = raised.clear(id, nowMs());
      if (alert === undefined) return;
      log.write([alert]);
      tell([], [alert]);
    },
    close() {
      hooks?.close();
      log.close();
    },
  };
}
