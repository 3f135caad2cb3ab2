/** Firmware, boot loader and kernel. */
import { printable, selectedWord } from '../../../base/text.ts';
import type { Firmware } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostIdentity } from '../../../host/port.ts';
import type { CpuInfo } from '../parse/cpuinfo.ts';
import { isFiller, type Reader } from './reader.ts';

const dmi = '/sys/class/dmi/id';
const efiVariables = '/sys/firmware/efi/efivars';
// UEFI specification 2.10, 3.3 (global variables), and systemd's Boot Loader Interface.
const globalVariables = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const loaderVariables = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const noDmi = 'This machine has no DMI table, as is usual for boards with a device tree and for small virtual machines';

export function probeFirmware(read: Reader, identity: HostIdentity, info: CpuInfo): Firmware {
  const kind = kindOf(read, info);
  const commandLine = read.text('/proc/cmdline', 'The kernel shows no command line');
  return {
    kind,
    vendor: dmiText(read, 'bios_vendor'),
    version: dmiText(read, 'bios_version'),
    date: dmiText(read, 'bios_date'),
    secureBoot: secureBootOf(read, kind),
    bootLoader: bootLoaderOf(read),
    kernel: kernelOf(read, identity),
    commandLine,
    lockdown: lockdownOf(read),
  };
}

function kindOf(read: Reader, info: CpuInfo): Firmware['kind'] {
  if (read.files.exists('/sys/firmware/efi')) return ok('uefi');
  // POWER machines name their firmware (OPAL, SLOF) in /proc/cpuinfo; arch/powerpc/platforms/powernv/setup.c.
  if (info.first.get('firmware') === 'OPAL') return ok('openFirmware');
  if (read.files.exists('/proc/device-tree/rtas') || read.files.exists('/proc/device-tree/openprom')) return ok('openFirmware');
  if (read.files.exists('/sys/firmware/devicetree/base')) return ok('deviceTree');
  // Only a PC's firmware leaves a DMI table without UEFI; a recording without /sys/firmware says nothing.
  if (read.files.exists('/sys/firmware/acpi') && read.files.exists(dmi)) return ok('bios');
  return unknown('Neither UEFI, nor a device tree, nor a DMI table is visible below /sys');
}

function dmiText(read: Reader, name: string): Reading<string> {
  const text = read.text(`${dmi}/${name}`, noDmi);
  return text.status === 'ok' && isFiller(text.value) ? absent(`The firmware maker left this field at “${text.value}”`) : text;
}

/** Four bytes of attributes, then one byte of value: UEFI 2.10, 8.2. */
function secureBootOf(read: Reader, kind: Firmware['kind']): Reading<boolean> {
  const result = read.files.read(`${efiVariables}/SecureBoot-${globalVariables}`, 4096);
  if (result.ok) {
    const value = result.text.charCodeAt(result.text.length - 1);
    return value === 0 || value === 1 ? ok(value === 1) : unknown('The SecureBoot variable holds something unexpected');
  }
  if (result.reason !== 'missing') return unknown(result.why);
  if (kind.status === 'ok' && kind.value !== 'uefi') return absent('Secure Boot belongs to UEFI, and this machine did not start with UEFI');
  if (kind.status !== 'ok') return unknown('Whether this machine started with UEFI is not known');
  return read.files.list(efiVariables).length === 0
    ? unknown(`UEFI variables are not visible; mount efivarfs on ${efiVariables}`)
    : absent('This UEFI firmware has no Secure Boot');
}

/** Boot loaders that follow the Boot Loader Interface name themselves; the others leave their files. */
function bootLoaderOf(read: Reader): Firmware['bootLoader'] {
  const named = read.files.read(`${efiVariables}/LoaderInfo-${loaderVariables}`, 4096);
  if (named.ok) {
    // UTF-16 text after the attributes: without its zero bytes it is plain ASCII.
    const name = printable(named.text.slice(4).replaceAll('\0', '')).toLowerCase();
    if (name.startsWith('systemd-boot')) return ok('systemd-boot');
    if (name.includes('grub')) return ok('grub');
    return ok(name.includes('refind') ? 'refind' : 'other');
  }
  const { exists } = read.files;
  if (exists('/boot/grub/grub.cfg') || exists('/boot/grub2/grub.cfg') || exists('/etc/default/grub')) return ok('grub');
  if (exists('/boot/loader/loader.conf') || exists('/efi/loader/loader.conf') || exists('/boot/efi/loader/loader.conf'))
    return ok('systemd-boot');
  if (exists('/boot/efi/EFI/refind') || exists('/boot/refind_linux.conf')) return ok('refind');
  if (exists('/boot/extlinux/extlinux.conf')) return ok('extlinux');
  return unknown('No boot loader named itself to UEFI, and none of the usual files lies in /boot');
}

function kernelOf(read: Reader, identity: HostIdentity): Reading<string> {
  const release = read.value('/proc/sys/kernel/osrelease') ?? /^Linux version (\S{1,128})/.exec(read.value('/proc/version') ?? '')?.[1];
  const known = release ?? identity.kernelRelease;
  return known === undefined ? unknown('/proc shows no kernel release') : ok(printable(known));
}

const lockdownLevels: Readonly<Record<string, 'none' | 'integrity' | 'confidentiality'>> = {
  none: 'none',
  integrity: 'integrity',
  confidentiality: 'confidentiality',
};

function lockdownOf(read: Reader): Firmware['lockdown'] {
  const path = '/sys/kernel/security/lockdown';
  const result = read.text(path, 'The kernel was built without lockdown, or securityfs is not mounted');
  if (result.status !== 'ok') return result;
  const level = lockdownLevels[selectedWord(result.value) ?? ''];
  return level === undefined ? unknown(`${path} marks no level`) : ok(level);
}
