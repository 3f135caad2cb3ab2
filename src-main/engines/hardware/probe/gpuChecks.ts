/** Capabilities around graphics devices. */
import type { Capability } from '../../../contracts/hardware.ts';
import { available, type CapabilityCheck, type CheckContext, missing, whenListed } from './capability.ts';
import { findGpus } from './gpuSearch.ts';

// Where distributions put the library of the NVIDIA driver.
const nvmlPlaces = [
  '/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1',
  '/usr/lib/aarch64-linux-gnu/libnvidia-ml.so.1',
  '/usr/lib64/libnvidia-ml.so.1',
  '/usr/lib/libnvidia-ml.so.1',
  '/run/opengl-driver/lib/libnvidia-ml.so.1',
  '/usr/lib/wsl/lib/libnvidia-ml.so.1',
];

function managementLibrary({ read }: CheckContext): Capability {
  const about = {
    id: 'gpu.nvml',
    title: 'NVIDIA management library (NVML)',
    remedy: 'Install the NVIDIA driver that the distribution offers for this card.',
  };
  const library = nvmlPlaces.find((path) => read.files.exists(path));
  if (library !== undefined) return available(about, `${library} exists.`);
  const hasCard = findGpus(read).found.some((gpu) => gpu.identity.vendorId === '10de' || gpu.isListedByNvidia);
  if (!hasCard) return missing({ ...about, remedy: null }, 'This machine has no NVIDIA card, so the library is not needed.');
  return missing(about, `The library of the NVIDIA driver is not installed. Looked for ${nvmlPlaces.join(', ')}.`);
}

export const gpuChecks: readonly CapabilityCheck[] = [
  managementLibrary,
  whenListed(
    {
      id: 'gpu.render',
      title: 'Graphics devices that programs may use',
      remedy: 'Load the driver of the card; in a virtual machine give it a virtual GPU.',
    },
    '/dev/dri',
    /^renderD\d+$/,
    'No driver offers a render device.',
  ),
];
