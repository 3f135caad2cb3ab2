/** The operating system around the kernel. */
import { printable } from '../../../base/text.ts';
import type { Platform } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostIdentity } from '../../../host/port.ts';
import { type Mount, parseOsRelease } from '../parse/mounts.ts';
import type { Reader } from './reader.ts';

export function probePlatform(read: Reader, identity: HostIdentity, mounts: readonly Mount[]): Platform {
  const release = parseOsRelease(read.whole('/etc/os-release') ?? read.whole('/usr/lib/os-release') ?? '');
  const released = (...keys: readonly string[]): Reading<string> => {
    const value = keys.map((key) => release.get(key)).find((one) => one !== undefined && one !== '');
    if (value !== undefined) return ok(printable(value));
    return release.size === 0
      ? unknown('Neither /etc/os-release nor /usr/lib/os-release could be read')
      : absent(`os-release has no ${keys[0] ?? ''}`);
  };
  return {
    hostname: hostnameOf(read, identity),
    distribution: released('PRETTY_NAME', 'NAME'),
    distributionId: released('ID'),
    distributionVersion: released('VERSION_ID', 'BUILD_ID'),
    init: initOf(read),
    cgroupVersion: cgroupVersion(read, mounts),
    pressureStall: pressureStall(read),
    timeZone: timeZoneOf(read, identity),
  };
}

function hostnameOf(read: Reader, identity: HostIdentity): Reading<string> {
  const name = read.value('/proc/sys/kernel/hostname') ?? identity.hostname ?? read.value('/etc/hostname');
  return name === undefined ? unknown('Neither the kernel nor /etc/hostname gives a name') : ok(printable(name));
}

/** systemd itself tests this folder: sd_booted(3). */
function initOf(read: Reader): Reading<string> {
  if (read.files.exists('/run/systemd/system')) return ok('systemd');
  if (read.files.exists('/run/openrc')) return ok('openrc');
  if (read.files.exists('/run/runit')) return ok('runit');
  return read.text('/proc/1/comm', 'There is no first process to look at');
}

function cgroupVersion(read: Reader, mounts: readonly Mount[]): Platform['cgroupVersion'] {
  if (mounts.some((one) => one.path === '/sys/fs/cgroup' && one.filesystem === 'cgroup2')) return ok('v2');
  const below = mounts.filter((one) => one.path.startsWith('/sys/fs/cgroup/'));
  const old = below.some((one) => one.filesystem === 'cgroup');
  if (old) return ok(below.some((one) => one.filesystem === 'cgroup2') ? 'hybrid' : 'v1');
  if (read.files.exists('/sys/fs/cgroup/cgroup.controllers')) return ok('v2');
  return mounts.length === 0
    ? unknown('The list of mounts could not be read')
    : absent('No cgroup hierarchy is mounted below /sys/fs/cgroup');
}

/** The file exists on a kernel with PSI compiled in but switched off, and then answers EOPNOTSUPP; see Linux, kernel/sched/psi.c. */
function pressureStall(read: Reader): Reading<boolean> {
  const result = read.files.read('/proc/pressure/cpu');
  if (result.ok) return ok(result.text.startsWith('some '));
  return result.reason === 'denied' ? unknown(result.why) : ok(false);
}

function timeZoneOf(read: Reader, identity: HostIdentity): Reading<string> {
  const target = read.files.readLink('/etc/localtime');
  const named = target?.split('/zoneinfo/')[1] ?? read.value('/etc/timezone') ?? identity.timeZone;
  return named === undefined || named === '' ? unknown('Neither /etc/localtime nor /etc/timezone names a time zone') : ok(printable(named));
}
