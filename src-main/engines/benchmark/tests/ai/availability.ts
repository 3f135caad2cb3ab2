/** Whether the chosen Python has the framework, without loading it. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { TestContext } from '../../suite/test.ts';
import { choosePython, findModules } from './python.ts';

export interface Framework {
  readonly title: string;
  /** Modules that must all be there. */
  readonly modules: readonly string[];
  readonly howToGet: string;
}

const chooseIt = 'then choose that Python for the tests (hecate bench run --python ENV/bin/python)';

export const pytorch: Framework = {
  title: 'PyTorch',
  modules: ['torch'],
  howToGet: `In an environment of your own: python3 -m venv ENV && ENV/bin/pip install torch, ${chooseIt}. On Debian and Ubuntu also: apt install python3-torch`,
};

export const onnxRuntime: Framework = {
  title: 'ONNX Runtime',
  modules: ['onnxruntime', 'numpy'],
  howToGet: `In an environment of your own: python3 -m venv ENV && ENV/bin/pip install onnxruntime (onnxruntime-gpu for NVIDIA cards), ${chooseIt}`,
};

export async function frameworkAvailability(framework: Framework, context: TestContext): Promise<Availability> {
  const { howToGet, title } = framework;
  const python = choosePython(context.parameters.python);
  if (!python.ok) return { state: 'missing', why: python.why, howToGet };
  const folder = context.programs.mlFolder;
  if (folder === null) return { state: 'missing', why: 'this installation has no Python scripts', howToGet: 'Install the product anew' };
  const found = await findModules(context, python.program, folder);
  if (!found.ok) return { state: 'missing', why: `${python.program}: ${found.why}`, howToGet };
  const absent = framework.modules.filter((module) => (found.value.modules[module] ?? null) === null);
  if (absent.length === 0) return { state: 'ready' };
  return { state: 'missing', why: `${title} is not in ${python.program} (no module ${absent.join(', ')})`, howToGet };
}
