/** Kind of machine. Containers and virtual machines come first: what they show of the chassis belongs to their host. */
import type { Chassis } from '../../../contracts/hardware.ts';
import { ok, unknown } from '../../../contracts/value.ts';

export interface ChassisFacts {
  readonly container: string | undefined;
  readonly virtualMachine: string | undefined;
  /** SMBIOS chassis type. */
  readonly chassisType: number | undefined;
  readonly hasBattery: boolean;
  readonly deviceTreeModel: string | undefined;
  /** A POWER machine names itself in /proc/cpuinfo. */
  readonly openFirmware: boolean;
  /** Anything of /sys was there to look at. */
  readonly sees: boolean;
}

type Kind = Extract<Chassis['kind'], { status: 'ok' }>['value'];

// DMTF DSP0134, table 17 (System Enclosure or Chassis Types).
const chassisTypes: Readonly<Record<number, Kind>> = {
  3: 'desktop',
  4: 'desktop',
  5: 'desktop',
  6: 'desktop',
  7: 'desktop',
  8: 'laptop',
  9: 'laptop',
  10: 'laptop',
  11: 'tablet',
  13: 'allInOne',
  14: 'laptop',
  15: 'desktop',
  16: 'mini',
  17: 'server',
  23: 'server',
  24: 'desktop',
  25: 'server',
  28: 'server',
  29: 'server',
  30: 'tablet',
  31: 'laptop',
  32: 'laptop',
  33: 'board',
  34: 'board',
  35: 'mini',
  36: 'mini',
};

export function chassisKind(facts: ChassisFacts): Chassis['kind'] {
  if (facts.container !== undefined) return ok('container');
  if (facts.virtualMachine !== undefined) return ok('virtualMachine');
  const kind = facts.chassisType === undefined ? undefined : chassisTypes[facts.chassisType];
  if (kind !== undefined) return ok(kind);
  if (facts.deviceTreeModel !== undefined) return ok(facts.hasBattery ? 'laptop' : boardKind(facts.deviceTreeModel));
  if (facts.openFirmware) return ok('server');
  if (facts.hasBattery) return ok('laptop');
  if (facts.chassisType !== undefined) return ok('other');
  return unknown(
    facts.sees
      ? 'Neither DMI nor a device tree says what kind of machine this is'
      : 'Nothing of /sys is visible that would tell what kind of machine this is',
  );
}

/** Device trees carry no chassis type; these makers write the product's own name as the model. */
function boardKind(model: string): Kind {
  if (/^apple .*macbook/i.test(model)) return 'laptop';
  if (/^apple .*mac mini/i.test(model)) return 'mini';
  if (/^apple .*imac/i.test(model)) return 'allInOne';
  return /^apple .*mac/i.test(model) ? 'desktop' : 'board';
}
