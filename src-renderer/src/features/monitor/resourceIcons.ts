/** One sign for each resource, wherever it is shown. */
import {
  type Icon,
  IconBattery3,
  IconCpu,
  IconDatabase,
  IconDeviceDesktop,
  IconFolders,
  IconHourglass,
  IconNetwork,
  IconStack2,
  IconTemperature,
} from '@tabler/icons-react';
import type { ResourceId } from './model/resources.ts';

export const resourceIcons: Readonly<Record<ResourceId, Icon>> = {
  cpu: IconCpu,
  memory: IconStack2,
  pressure: IconHourglass,
  disk: IconDatabase,
  filesystem: IconFolders,
  network: IconNetwork,
  sensor: IconTemperature,
  gpu: IconDeviceDesktop,
  battery: IconBattery3,
};
