/**
 * `kernelCommandLine.set`: adds parameters through GRUB's drop-in folder, which
 * Debian's and Ubuntu's grub-mkconfig reads after /etc/default/grub. What the
 * user has there stays; the file only appends.
 */
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { kernelParameterProblem } from '../lists/kernelParameters.ts';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';
import type { Kind, Standing } from './kind.ts';
import type { FilePrior } from './managedFile.ts';
import { applyFile, captureFile, filePrior, fileStanding, undoFile } from './managedFile.ts';

type KernelCommandLineSet = OperationOf<'kernelCommandLine.set'>;

const dropIn = '/etc/default/grub.d/60-hecate.cfg';
const grubMenu = '/boot/grub/grub.cfg';
const menuLimitBytes = 4_194_304;
const parameterLine = /^GRUB_CMDLINE_LINUX_DEFAULT="\$GRUB_CMDLINE_LINUX_DEFAULT ([^"$`\\]+)"$/m;

function contentFor(parameters: readonly string[]): string | null {
  if (parameters.length === 0) return null;
  return `# Added by HecateOS Control Center; "hecate tune undo" takes it back.\nGRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${parameters.join(' ')}"\n`;
}

function parametersIn(content: string | null): readonly string[] {
  return content === null ? [] : (parameterLine.exec(content)?.[1]?.split(' ') ?? []);
}

/** Parameters that stand on a kernel line of the generated menu; undefined when it cannot be read. */
function menuParameters(machine: Machine): ReadonlySet<string> | undefined {
  const menu = machine.read(grubMenu, menuLimitBytes);
  if (!menu.ok) return undefined;
  const lines = menu.text.split('\n').filter((line) => /^\s*linux(?:efi|16)?\s/.test(line));
  return new Set(lines.flatMap((line) => line.trim().split(/\s+/)));
}

function updateMenu(machine: Machine): void {
  const done = machine.run('update-grub', []);
  if (done.exitCode === 0) return;
  throw new Refusal(
    'parameters',
    `update-grub did not succeed: ${done.problem === '' ? `exit code ${String(done.exitCode)}` : done.problem}`,
  );
}

function standing(operation: KernelCommandLineSet, prior: FilePrior, machine: Machine): Standing {
  const file = fileStanding(dropIn, contentFor(operation.parameters), prior, machine);
  const menu = menuParameters(machine);
  if (menu === undefined || file === 'other' || file === 'between') return file;
  const before = parametersIn(prior.content);
  const wanted = file === 'applied' ? operation.parameters : before;
  const unwanted = (file === 'applied' ? before : operation.parameters).filter((parameter) => !wanted.includes(parameter));
  // A parameter that the user also has in /etc/default/grub stays in the menu; regenerating once too often does no harm.
  return wanted.every((parameter) => menu.has(parameter)) && !unwanted.some((parameter) => menu.has(parameter)) ? file : 'between';
}

export const kernelCommandLineSetKind: Kind<KernelCommandLineSet, FilePrior> = {
  volatile: false,
  priorSchema: filePrior,
  riskClass: () => 'boot',
  target: () => 'kernelCommandLine',
  describe: (operation) =>
    operation.parameters.length === 0 ? 'Remove our kernel parameters' : `Add ${operation.parameters.join(' ')} to the kernel command line`,
  check: (operation, machine) => {
    const wrong = operation.parameters.map(kernelParameterProblem).find((problem) => problem !== null);
    if (wrong !== undefined) return [{ field: 'parameters', problem: wrong }];
    if (new Set(operation.parameters).size !== operation.parameters.length)
      return [{ field: 'parameters', problem: 'each parameter only once' }];
    const grub = machine.has('update-grub') && machine.kindOf('/etc/default/grub') === 'file' && machine.kindOf(grubMenu) === 'file';
    return grub
      ? []
      : [
          {
            field: 'parameters',
            problem: 'this machine does not start through GRUB with update-grub, the only boot loader that is supported so far',
          },
        ];
  },
  capture: (_operation, machine) => captureFile(dropIn, machine),
  priorText: (prior) => parametersIn(prior.content).join(' '),
  apply: (operation, prior, machine) => {
    applyFile(dropIn, contentFor(operation.parameters), prior, machine);
    updateMenu(machine);
  },
  verify: (operation, machine) => {
    const expected = operation.parameters.join(' ');
    const file = machine.read(dropIn);
    const found = parametersIn(file.ok ? file.text : null).join(' ');
    const menu = menuParameters(machine);
    if (found !== expected) return { verdict: 'drifted', expected, found, detail: `${dropIn} holds other parameters` };
    if (menu === undefined) return { verdict: 'refused', expected, found, detail: `${grubMenu} cannot be read` };
    const absent = operation.parameters.filter((parameter) => !menu.has(parameter));
    if (absent.length > 0) return { verdict: 'absent', expected, found, detail: `not in the boot menu: ${absent.join(' ')}` };
    const running = machine.read('/proc/cmdline');
    const active = running.ok ? running.text.trim().split(/\s+/) : [];
    const waiting = operation.parameters.some((parameter) => !active.includes(parameter));
    return { verdict: 'applied', expected, found, detail: waiting ? 'in force after the next restart' : 'in force' };
  },
  standing,
  undo: (_operation, prior, machine) => {
    undoFile(dropIn, prior, machine);
    updateMenu(machine);
  },
};
