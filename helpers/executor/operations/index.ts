/** The closed list: which kind answers for an operation. A kind of the contract without an entry here is a compile error. */
import type { Operation } from '../../../src-main/contracts/operations.ts';
import { fileInstallKind } from './fileInstall.ts';
import { kernelCommandLineSetKind } from './kernelCommandLineSet.ts';
import type { BoundOperation } from './kind.ts';
import { bindKind } from './kind.ts';
import { processAdjustKind } from './processAdjust.ts';
import { processSignalKind } from './processSignal.ts';
import { serviceSetKind } from './serviceSet.ts';
import { sysctlSetKind } from './sysctlSet.ts';
import { sysfsSetKind } from './sysfsSet.ts';
import { zramSwapSetKind } from './zramSwapSet.ts';

export function bound(operation: Operation): BoundOperation {
  switch (operation.kind) {
    case 'sysctl.set':
      return bindKind(sysctlSetKind, operation);
    case 'sysfs.set':
      return bindKind(sysfsSetKind, operation);
    case 'file.install':
      return bindKind(fileInstallKind, operation);
    case 'kernelCommandLine.set':
      return bindKind(kernelCommandLineSetKind, operation);
    case 'service.set':
      return bindKind(serviceSetKind, operation);
    case 'zramSwap.set':
      return bindKind(zramSwapSetKind, operation);
    case 'process.adjust':
      return bindKind(processAdjustKind, operation);
    case 'process.signal':
      return bindKind(processSignalKind, operation);
  }
}
