/** Network: buffers, queues and congestion control. Worth it only where links are fast or clients are many. */

import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { okValue } from '../../../../contracts/value.ts';
import { sysctlKnob } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo, type Want } from '../knob.ts';
import { integersOf } from '../values.ts';
import { sources } from './sources.ts';

/** Below 10 Gbit/s the kernel’s own buffers fill a link. */
const fastMbps = 10_000;
/** Bandwidth times delay of 10 Gbit/s over 13 ms. */
const bufferBytes = 16 * 1024 * 1024;
const networkProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'content-creator', 'server'];

/** Most of these only matter where much data is on its way at the same time. */
function onFastLinks(machine: MachineView, profile: BuiltInProfileId, value: string | number): Want {
  if (!networkProfiles.includes(profile)) return leaveAlone('this profile does not move large data over the network');
  const { networkMbps } = machine.traits;
  if (networkMbps < fastMbps) return leaveAlone('no link of 10 Gbit/s or more is up, so the defaults are enough');
  return setTo(value, `a link of ${String(networkMbps / 1000)} Gbit/s needs more in flight than the default`);
}

function bufferKnob(key: string, title: string): Knob {
  return sysctlKnob({
    key,
    title,
    meaning: 'The most that a program may ask for as network buffer of one connection.',
    group: 'network',
    tier: 'B',
    unit: 'bytes',
    raiseOnly: true,
    rule: { kind: 'integer', min: 65_536, max: 2_147_483_647, unit: 'bytes' },
    evidence: [sources.tunedNetwork, sources.kernelNet],
    want: (machine, profile) => onFastLinks(machine, profile, bufferBytes),
  });
}

/** The kernel's own first two numbers stay; only the largest is raised. */
function tcpBufferKnob(key: string, title: string): Knob {
  const location = `/proc/sys/${key.replaceAll('.', '/')}`;
  return sysctlKnob({
    key,
    title,
    meaning: 'Smallest, usual and largest buffer that the kernel gives one TCP connection by itself.',
    group: 'network',
    tier: 'B',
    unit: 'bytes',
    raiseOnly: true,
    rule: {
      kind: 'integers',
      count: 3,
      min: 4096,
      max: 2_147_483_647,
      hint: 'three rising numbers from 4096 to 2147483647, such as 4096 131072 16777216',
    },
    evidence: [sources.tunedNetwork, sources.kernelIp],
    want: (machine, profile) => {
      const now = integersOf(okValue(machine.read(location)) ?? '');
      if (now?.length !== 3) return leaveAlone('the three numbers cannot be read');
      const [smallest = 4096, usual = 131_072, largest = 0] = now;
      return onFastLinks(machine, profile, `${String(smallest)} ${String(usual)} ${String(Math.max(largest, bufferBytes))}`);
    },
  });
}

const backlog: Knob = sysctlKnob({
  key: 'net.core.netdev_max_backlog',
  title: 'Packets waiting for the processor',
  meaning: 'How many received packets may wait before more are dropped.',
  group: 'network',
  tier: 'B',
  unit: 'packets',
  raiseOnly: true,
  rule: { kind: 'integer', min: 300, max: 1_048_576, unit: 'packets' },
  evidence: [sources.nvidiaTuned, sources.kernelNet],
  want: (machine, profile) => onFastLinks(machine, profile, 10_000),
});

const listenQueue: Knob = sysctlKnob({
  key: 'net.core.somaxconn',
  title: 'Waiting connections',
  meaning: 'How many connections may wait until a server program accepts them.',
  group: 'network',
  tier: 'B',
  unit: 'connections',
  raiseOnly: true,
  rule: { kind: 'integer', min: 128, max: 1_048_576, unit: 'connections' },
  evidence: [sources.tunedThroughput, sources.kernelNet],
  want: (_machine, profile) =>
    ['server', 'virtual-machine', 'ai-flagship'].includes(profile)
      ? setTo(4096, 'services here answer many clients at once')
      : leaveAlone('no service with many clients is expected here'),
});

const notSent: Knob = sysctlKnob({
  key: 'net.ipv4.tcp_notsent_lowat',
  title: 'Data not yet sent',
  meaning: 'How much a program may hand to the kernel before it has to wait. Less keeps latency low under load.',
  group: 'network',
  tier: 'B',
  unit: 'bytes',
  rule: { kind: 'integer', min: 16_384, max: 4_294_967_295, unit: 'bytes' },
  evidence: [sources.tunedNetwork, sources.kernelIp],
  want: (machine, profile) => onFastLinks(machine, profile, 131_072),
});

const slowStart: Knob = sysctlKnob({
  key: 'net.ipv4.tcp_slow_start_after_idle',
  title: 'Slow start after a pause',
  meaning: 'Whether a connection that paused starts slowly again. Long-lived connections to storage gain without it.',
  group: 'network',
  tier: 'B',
  unit: null,
  rule: { kind: 'word', words: ['0', '1'], hint: '0 or 1' },
  evidence: [sources.tunedNetwork, sources.kernelIp],
  want: (machine, profile) => onFastLinks(machine, profile, 0),
});

const availableFile = '/proc/sys/net/ipv4/tcp_available_congestion_control';

/** Only what is loaded; setting one that is not would load a module behind the user’s back. */
function availableControls(machine: MachineView): readonly string[] {
  return (okValue(machine.read(availableFile)) ?? '').split(/\s+/).filter((word) => word !== '');
}

/** The queue is only useful together with the congestion control that asks for it. */
function wantBbr(machine: MachineView, profile: BuiltInProfileId, value: string): Want {
  if (!networkProfiles.includes(profile)) return leaveAlone('no gain is known for this profile');
  if (!availableControls(machine).includes('bbr')) return leaveAlone('this kernel has not loaded bbr (module tcp_bbr)');
  return setTo(value, 'measures the bandwidth of long ways instead of filling queues until packets are lost');
}

const queueing: Knob = sysctlKnob({
  key: 'net.core.default_qdisc',
  title: 'Packet queue of new links',
  meaning: 'How packets wait for the network card. Counts for links that come up afterwards.',
  group: 'network',
  tier: 'B',
  unit: null,
  rule: { kind: 'word', words: ['fq', 'fq_codel', 'cake', 'pfifo_fast'], hint: 'fq, fq_codel, cake or pfifo_fast' },
  evidence: [sources.bbr, sources.nvidiaTuned],
  want: (machine, profile) => wantBbr(machine, profile, 'fq'),
});

const congestion: Knob = sysctlKnob({
  key: 'net.ipv4.tcp_congestion_control',
  title: 'TCP congestion control',
  meaning: 'How fast a TCP connection sends when the way is busy.',
  group: 'network',
  tier: 'B',
  unit: null,
  rule: { kind: 'word', words: null, hint: 'a word of tcp_available_congestion_control' },
  evidence: [sources.bbr, sources.nvidiaTuned],
  allowed: (machine) => ({ kind: 'choice', values: [...availableControls(machine)] }),
  want: (machine, profile) => wantBbr(machine, profile, 'bbr'),
});

export const networkKnobs: readonly Knob[] = [
  bufferKnob('net.core.rmem_max', 'Largest receive buffer'),
  bufferKnob('net.core.wmem_max', 'Largest send buffer'),
  tcpBufferKnob('net.ipv4.tcp_rmem', 'TCP receive buffers'),
  tcpBufferKnob('net.ipv4.tcp_wmem', 'TCP send buffers'),
  backlog,
  listenQueue,
  notSent,
  slowStart,
  queueing,
  congestion,
];
