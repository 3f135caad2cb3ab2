/** `sysfs.set`: one file below /sys or /proc/irq, until the next restart. */
import { z } from 'zod';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { sysfsRule } from '../lists/sysfs.ts';
import { deviceProblem, normalise } from '../lists/values.ts';
import type { Machine } from '../machine.ts';
import type { FieldProblem } from '../problem.ts';
import { Refusal } from '../problem.ts';
import type { KernelFile } from './kernelFile.ts';
import { captureKernelFile, kernelFileStanding, kernelPrior, undoKernelFile, verifyKernelFile } from './kernelFile.ts';
import type { Kind } from './kind.ts';
import { captureCompanions, companionsAreBack, restoreCompanions } from './queueCompanions.ts';

type SysfsSet = OperationOf<'sysfs.set'>;

/** Journals of older versions have no companions: nothing but the file itself is brought back for them. */
const sysfsPrior = kernelPrior.extend({ companions: z.record(z.string(), z.string()).optional() });
type SysfsPrior = z.infer<typeof sysfsPrior>;

const notListed = 'is not on the list of files below /sys and /proc/irq';

function kernelFile(operation: SysfsSet): KernelFile {
  const rule = sysfsRule(operation.path);
  if (rule === undefined) throw new Refusal('path', `${operation.path} ${notListed}`);
  return { path: operation.path, shape: rule.shape, pairPath: null };
}

/** Class folders are links into /sys/devices; a path that ends anywhere else is not what its name says. */
function placeProblem(path: string, machine: Machine): FieldProblem | null {
  const root = path.startsWith('/proc/irq/') ? '/proc/irq' : '/sys';
  const found = machine.read(path);
  if (!found.ok) return { field: 'path', problem: found.why };
  return machine.staysBelow(path, root) ? null : { field: 'path', problem: `${path} leads out of ${root}` };
}

export const sysfsSetKind: Kind<SysfsSet, SysfsPrior> = {
  volatile: true,
  priorSchema: sysfsPrior,
  riskClass: () => 'reversible',
  target: (operation) => `file:${operation.path}`,
  describe: (operation) => `Write ${operation.value} to ${operation.path}`,
  check: (operation, machine) => {
    const rule = sysfsRule(operation.path);
    if (rule === undefined) return [{ field: 'path', problem: `${operation.path} ${notListed}` }];
    const place = placeProblem(operation.path, machine);
    if (place !== null) return [place];
    const problem = deviceProblem(rule, operation.path, operation.value, machine);
    return problem === null ? [] : [{ field: 'value', problem }];
  },
  capture: (operation, machine) => {
    const companions = captureCompanions(operation.path, machine);
    return { ...captureKernelFile(kernelFile(operation), machine), ...(companions === undefined ? {} : { companions }) };
  },
  priorText: (prior) => prior.value,
  apply: (operation, _prior, machine) => {
    const file = kernelFile(operation);
    const place = placeProblem(file.path, machine);
    if (place !== null) throw new Refusal(place.field, place.problem);
    machine.writeKernelFile(file.path, normalise(file.shape, operation.value));
  },
  verify: (operation, machine) => verifyKernelFile(kernelFile(operation), operation.value, machine),
  standing: (operation, prior, machine) => {
    const standing = kernelFileStanding(kernelFile(operation), operation.value, prior, machine);
    // Either our undo was cut off before them, or somebody else went back to the old value, which did not bring them back.
    return standing === 'prior' && !companionsAreBack(operation.path, prior.companions, machine) ? 'other' : standing;
  },
  undo: (operation, prior, machine) => {
    undoKernelFile(kernelFile(operation), prior, machine);
    restoreCompanions(operation.path, prior.companions, machine);
  },
};
