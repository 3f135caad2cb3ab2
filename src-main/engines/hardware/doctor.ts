/** What the product can use on this machine, and how to get what is missing. */
import type { Capability } from '../../contracts/hardware.ts';
import type { Host } from '../../host/port.ts';
import { capabilityChecks } from './model/capabilities.ts';
import { createReader } from './probe/reader.ts';

export function diagnose(host: Host): readonly Capability[] {
  const read = createReader(host.files);
  return capabilityChecks.map((check) => check(read, host.identity));
}
