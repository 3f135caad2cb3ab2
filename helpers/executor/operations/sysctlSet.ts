/** `sysctl.set`: one key below /proc/sys, until the next restart. */
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { sysctlName, sysctlPath, sysctlRule } from '../lists/sysctls.ts';
import { deviceProblem, normalise } from '../lists/values.ts';
import { Refusal } from '../problem.ts';
import type { KernelFile, KernelPrior } from './kernelFile.ts';
import { captureKernelFile, kernelFileStanding, kernelPrior, undoKernelFile, verifyKernelFile } from './kernelFile.ts';
import type { Kind } from './kind.ts';

type SysctlSet = OperationOf<'sysctl.set'>;

function kernelFile(operation: SysctlSet): KernelFile {
  const rule = sysctlRule(operation.key);
  // Also reached with a journal of an older version, whose list was longer.
  if (rule === undefined) throw new Refusal('key', `${operation.key} is not on the list of sysctl keys`);
  return {
    path: sysctlPath(operation.key),
    shape: rule.value.shape,
    pairPath: rule.exclusiveWith === undefined ? null : sysctlPath(rule.exclusiveWith),
  };
}

export const sysctlSetKind: Kind<SysctlSet, KernelPrior> = {
  volatile: true,
  priorSchema: kernelPrior,
  riskClass: () => 'reversible',
  target: (operation) => `sysctl:${sysctlName(operation.key)}`,
  describe: (operation) => `Set ${sysctlName(operation.key)} to ${operation.value}`,
  check: (operation, machine) => {
    const rule = sysctlRule(operation.key);
    if (rule === undefined) return [{ field: 'key', problem: `${operation.key} is not on the list of sysctl keys` }];
    const found = machine.read(sysctlPath(operation.key));
    if (!found.ok) return [{ field: 'key', problem: found.why }];
    const problem = deviceProblem(rule.value, sysctlPath(operation.key), operation.value, machine);
    return problem === null ? [] : [{ field: 'value', problem }];
  },
  capture: (operation, machine) => captureKernelFile(kernelFile(operation), machine),
  priorText: (prior) => prior.value,
  apply: (operation, _prior, machine) => {
    const file = kernelFile(operation);
    machine.writeKernelFile(file.path, normalise(file.shape, operation.value));
  },
  verify: (operation, machine) => verifyKernelFile(kernelFile(operation), operation.value, machine),
  standing: (operation, prior, machine) => kernelFileStanding(kernelFile(operation), operation.value, prior, machine),
  undo: (operation, prior, machine) => {
    undoKernelFile(kernelFile(operation), prior, machine);
  },
};
