/** One consistent look at the machine through the host port. Starts no program and wakes no device. */
import { cleanText } from '../../../base/text.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { absent, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostFiles, ReadResult } from '../../../host/port.ts';
import type { MachineView } from '../model/knob.ts';
import { traitsOf } from '../model/traits.ts';
import { parseCommandLine } from '../parse/commandLine.ts';

/** Files of interest are small; a larger one is not what it seems. */
const maxBytes = 65_536;

/** Lives for one plan(); a new one sees the machine afresh. */
export function viewMachine(files: HostFiles, inventory: HardwareInventory): MachineView {
  const texts = new Map<string, Reading<string>>();
  const read = (path: string): Reading<string> => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const reading = toReading(files.read(path, maxBytes));
    texts.set(path, reading);
    return reading;
  };
  return {
    inventory,
    traits: traitsOf(inventory),
    commandLine: parseCommandLine(okValue(inventory.firmware.commandLine) ?? ''),
    read,
    readRaw: (path) => {
      const result = files.read(path, maxBytes);
      return result.ok ? result.text : null;
    },
    list: (path) => files.list(path),
    exists: (path) => files.exists(path),
    readLink: (path) => files.readLink(path),
  };
}

/** A missing file means that the kernel lacks the feature; anything else means that we cannot see. */
function toReading(result: ReadResult): Reading<string> {
  if (result.ok) return ok(cleanText(result.text));
  return result.reason === 'missing' ? absent(result.why) : unknown(result.why);
}
