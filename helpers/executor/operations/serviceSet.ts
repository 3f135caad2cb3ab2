/** `service.set`: starts, stops, enables or disables one unit of the closed list. */
import { z } from 'zod';
import { parseKeyValues } from '../../../src-main/base/text.ts';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { isSwitchable, switchableUnits } from '../lists/units.ts';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';
import type { Kind } from './kind.ts';

type ServiceSet = OperationOf<'service.set'>;

/** null: that side of the unit is not touched. */
const servicePrior = z.object({ enabled: z.boolean().nullable(), active: z.boolean().nullable() });
type ServicePrior = z.infer<typeof servicePrior>;

/** Properties UnitFileState and ActiveState (org.freedesktop.systemd1(5)); one call gives both. */
interface UnitState {
  readonly enabled: string;
  readonly active: string;
}

function unitState(unit: string, machine: Machine): UnitState {
  const shown = parseKeyValues(
    machine.run('systemctl', ['show', '--property=LoadState,UnitFileState,ActiveState', '--', unit]).stdout,
    '=',
  );
  // For a unit that is not installed systemd shows an inactive one.
  if (shown.get('LoadState') !== 'loaded') return { enabled: shown.get('LoadState') ?? '', active: shown.get('LoadState') ?? '' };
  return { enabled: shown.get('UnitFileState') ?? '', active: shown.get('ActiveState') ?? '' };
}

/** sd_booted(3): this folder exists exactly when systemd runs the machine. */
function hasSystemd(machine: Machine): boolean {
  return machine.kindOf('/run/systemd/system') === 'folder' && machine.has('systemctl');
}

function booleanOf(text: string, yes: string, no: readonly string[], field: string, unit: string): boolean {
  if (text === yes) return true;
  if (no.includes(text)) return false;
  throw new Refusal(field, `${unit} is ${text === '' ? 'unknown to systemd' : text}, which cannot be switched`);
}

function isEnabled(operation: ServiceSet, state: UnitState): boolean | null {
  return operation.enabled === null ? null : booleanOf(state.enabled, 'enabled', ['disabled'], 'enabled', operation.unit);
}

function isActive(operation: ServiceSet, state: UnitState): boolean | null {
  return operation.active === null ? null : booleanOf(state.active, 'active', ['inactive', 'failed'], 'active', operation.unit);
}

function captureUnit(operation: ServiceSet, machine: Machine): ServicePrior {
  const state = unitState(operation.unit, machine);
  return { enabled: isEnabled(operation, state), active: isActive(operation, state) };
}

function systemctl(machine: Machine, verb: string, unit: string): void {
  const done = machine.run('systemctl', [verb, '--', unit]);
  if (done.exitCode === 0) return;
  throw new Refusal(
    'unit',
    `systemctl ${verb} ${unit} did not succeed: ${done.problem === '' ? `exit code ${String(done.exitCode)}` : done.problem}`,
  );
}

/** Writes only what differs; a unit is stopped before it is disabled and enabled before it is started. */
function reach(unit: string, wanted: ServicePrior, operation: ServiceSet, machine: Machine): void {
  const now = captureUnit(operation, machine);
  if (wanted.active === false && now.active === true) systemctl(machine, 'stop', unit);
  if (wanted.enabled !== null && wanted.enabled !== now.enabled) systemctl(machine, wanted.enabled ? 'enable' : 'disable', unit);
  if (wanted.active === true && now.active === false) systemctl(machine, 'start', unit);
}

function same(one: ServicePrior, other: ServicePrior): boolean {
  return one.enabled === other.enabled && one.active === other.active;
}

function words(state: ServicePrior): string {
  const enabled = state.enabled === null ? [] : [state.enabled ? 'enabled' : 'disabled'];
  const active = state.active === null ? [] : [state.active ? 'running' : 'stopped'];
  return [...enabled, ...active].join(', ');
}

export const serviceSetKind: Kind<ServiceSet, ServicePrior> = {
  volatile: false,
  priorSchema: servicePrior,
  riskClass: (operation) => (operation.enabled === null ? 'reversible' : 'persistent'),
  target: (operation) => `unit:${operation.unit}`,
  describe: (operation) => `${operation.unit}: ${words(operation)}`,
  check: (operation, machine) => {
    if (!isSwitchable(operation.unit)) return [{ field: 'unit', problem: `must be one of ${switchableUnits.join(', ')}` }];
    if (operation.enabled === null && operation.active === null) return [{ field: 'active', problem: 'enabled or active must be given' }];
    if (!hasSystemd(machine)) return [{ field: 'unit', problem: 'systemd does not run this machine, so services cannot be switched' }];
    try {
      captureUnit(operation, machine);
      return [];
    } catch (error) {
      if (error instanceof Refusal) return [{ field: error.field, problem: error.message }];
      throw error;
    }
  },
  capture: captureUnit,
  priorText: words,
  apply: (operation, _prior, machine) => {
    reach(operation.unit, operation, operation, machine);
  },
  verify: (operation, machine) => {
    const expected = words(operation);
    if (!hasSystemd(machine)) return { verdict: 'refused', expected, found: null, detail: 'systemd does not run this machine' };
    try {
      const now = captureUnit(operation, machine);
      return { verdict: same(now, operation) ? 'applied' : 'drifted', expected, found: words(now), detail: operation.unit };
    } catch (error) {
      if (error instanceof Refusal) return { verdict: 'absent', expected, found: null, detail: error.message };
      throw error;
    }
  },
  standing: (operation, prior, machine) => {
    const now = captureUnit(operation, machine);
    if (same(now, prior)) return 'prior';
    return same(now, operation) ? 'applied' : 'other';
  },
  undo: (operation, prior, machine) => {
    reach(operation.unit, prior, operation, machine);
    if (!same(captureUnit(operation, machine), prior)) throw new Refusal('unit', `${operation.unit} did not come back to: ${words(prior)}`);
  },
};
