/** What the product can use on this machine, and how to get what is missing. */
import type { Capability } from '../../contracts/hardware.ts';
import type { Host } from '../../host/port.ts';
import { capabilityChecks } from './probe/capabilities.ts';
import { createReader, type Reader } from './probe/reader.ts';

export async function diagnose(host: Host): Promise<Capability[]> {
  const read = createReader(host.files);
  let names: ReadonlySet<string> | undefined;
  const processes = (): ReadonlySet<string> => {
    names ??= processNames(read);
    return names;
  };
  return Promise.all(capabilityChecks.map(async (check) => check({ read, host, processes })));
}

function processNames(read: Reader): ReadonlySet<string> {
  const ids = read.files.list('/proc').filter((name) => /^\d+$/.test(name));
  return new Set(ids.flatMap((id) => read.value(`/proc/${id}/comm`) ?? []));
}
