/** Exit codes of `hecate`. They are part of the interface: scripts rely on them, so they never change their meaning. */

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  difference: 3,
  refused: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For --help and the man page. */
export const exitCodeMeanings: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: exitCodes.ok, meaning: 'Done. Also when there was nothing to do.' },
  { code: exitCodes.failed, meaning: 'It was tried and failed. Where a Plan was involved, the message says what state the machine is in.' },
  { code: exitCodes.usage, meaning: 'The command line or an input file is wrong. The message names the field and what would be right.' },
  {
    code: exitCodes.difference,
    meaning:
      'tune verify or tune status found a setting that is no longer as it was applied; alerts --exit-code found an active alert; bench check found the machine unfit; bench regressions found some; tune prove showed nothing to help.',
  },
  { code: exitCodes.refused, meaning: 'Not authorised, or you said no.' },
  { code: exitCodes.interrupted, meaning: 'Interrupted with Ctrl-C.' },
];

const usageCodes: ReadonlySet<string> = new Set([
  'usage',
  'contract.invalid',
  'profile.notFound',
  'profile.invalid',
  'profile.readOnly',
  'profile.exists',
  'tuning.unknownKnob',
  'tuning.outOfRange',
  'tuning.needsConsent',
  'settings.invalid',
  'host.readOnly',
  'plan.invalid',
  'plan.notFound',
  'history.unknownSeries',
  'alerts.invalid',
  'alerts.notFound',
  'benchmark.unknownTest',
  'benchmark.notFound',
  'benchmark.invalid',
  'proof.notFound',
]);

const refusedCodes: ReadonlySet<string> = new Set([
  'cancelled',
  'privilege.dismissed',
  'privilege.denied',
  'privilege.noAgent',
  'privilege.unavailable',
  'contract.scopeDenied',
  'process.denied',
]);

/** Exit code for an error code of contracts/errors.ts. */
export function exitCodeOf(errorCode: string): ExitCode {
  if (usageCodes.has(errorCode)) return exitCodes.usage;
  if (refusedCodes.has(errorCode)) return exitCodes.refused;
  return exitCodes.failed;
}
