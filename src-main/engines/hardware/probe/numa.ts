/** NUMA nodes; a node without CPUs is memory only (GPU memory, CXL). Source: Linux, Documentation/ABI/stable/sysfs-devices-node. */
import { formatRangeList, parseRangeList } from '../../../base/text.ts';
import type { Cpu } from '../../../contracts/hardware.ts';
import { ok, unknown } from '../../../contracts/value.ts';
import type { Reader } from './reader.ts';

const folder = '/sys/devices/system/node';
// CONFIG_NODES_SHIFT is at most 10.
const mostNodes = 1024;

export function readNumaNodes(read: Reader): Cpu['numaNodes'] {
  const listed = read.ranges(`${folder}/online`);
  const nodes = listed !== undefined && listed.length <= mostNodes ? listed : nodesInFolder(read);
  if (nodes.length === 0) return unknown(`The kernel shows no memory nodes in ${folder}; it was built without NUMA`);
  return ok(
    nodes.map((node) => {
      const place = `${folder}/node${String(node)}`;
      return {
        node,
        cpus: formatRangeList(parseRangeList(read.value(`${place}/cpulist`) ?? '') ?? []),
        memoryBytes: memoryOf(read, place),
        distances: distancesOf(read.value(`${place}/distance`)),
      };
    }),
  );
}

function nodesInFolder(read: Reader): readonly number[] {
  return read.files
    .list(folder)
    .flatMap((name) => (/^node\d{1,5}$/.test(name) ? [Number(name.slice(4))] : []))
    .sort((a, b) => a - b);
}

function memoryOf(read: Reader, place: string): { status: 'ok'; value: number } | { status: 'unknown'; why: string } {
  const match = /MemTotal:\s+(\d{1,15}) kB/.exec(read.whole(`${place}/meminfo`) ?? '');
  return match === null ? unknown(`${place}/meminfo gives no total`) : ok(Number(match[1]) * 1024);
}

function distancesOf(text: string | undefined): number[] {
  return (text ?? '')
    .split(/\s+/)
    .filter((part) => /^\d{1,5}$/.test(part))
    .map(Number);
}
