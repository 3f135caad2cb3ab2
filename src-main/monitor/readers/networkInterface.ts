/** What kind of network interface it is, and whether its link is up (kernel documentation: ABI/testing/sysfs-class-net). */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { readOnce } from './hwmonSensors.ts';
import { Pace } from './reader.ts';

type NetworkSample = MonitorFrame['networks'][number];
type Link = Pick<NetworkSample, 'kind' | 'up' | 'linkMegabitsPerSecond'>;

/** ARPHRD_LOOPBACK and the ARPHRD_IEEE80211 ones (linux/if_arp.h). */
const loopbackType = 772;
const wirelessTypes: readonly (number | undefined)[] = [801, 802, 803];
/** Asking for the speed takes the lock of the whole network stack. */
const readSpeedEveryMs = 5000;

export class NetworkInterface {
  readonly #files: KernelFiles;
  readonly #kind: NetworkSample['kind'];
  readonly #state: KeptFile | undefined;
  readonly #carrier: KeptFile | undefined;
  readonly #speed: KeptFile | undefined;
  readonly #pace = new Pace(readSpeedEveryMs);
  #megabits: number | null = null;

  constructor(files: KernelFiles, name: string) {
    this.#files = files;
    const folder = isName(name) ? `/sys/class/net/${name}` : undefined;
    this.#kind = folder === undefined ? 'virtual' : kindOf(files, folder);
    if (folder === undefined) return;
    this.#state = files.keep(`${folder}/operstate`);
    this.#carrier = files.keep(`${folder}/carrier`);
    // Drivers of virtual interfaces make a speed up (10 Mbit/s for tun, 10 Gbit/s for veth); only a bond adds up true ones.
    const isTold = this.#kind === 'wired' || this.#kind === 'wireless' || files.exists(`${folder}/bonding`);
    this.#speed = isTold ? files.keep(`${folder}/speed`) : undefined;
  }

  /** The interface of this name has gone since it was last seen; one that has it now is another. */
  get gone(): boolean {
    return this.#state?.problem === 'missing';
  }

  sample(elapsedMs: number | null): Link {
    const up = this.#isUp();
    if (this.#pace.due(elapsedMs)) this.#megabits = this.#readSpeed();
    return { kind: this.#kind, up, linkMegabitsPerSecond: up === true ? this.#megabits : null };
  }

  close(): void {
    this.#state?.close();
    this.#carrier?.close();
    this.#speed?.close();
  }

  #isUp(): boolean | null {
    const length = this.#state?.readAttribute();
    if (length === undefined) return null;
    const state = this.#files.buffer.toString('latin1', 0, length).trim();
    if (state === 'up') return true;
    if (state !== 'unknown') return false;
    // Drivers without a link of their own say no more; then the carrier decides, which cannot be read while it is switched off.
    const carrier = this.#carrier?.readNumber();
    if (carrier !== undefined) return carrier === 1;
    return this.#carrier?.problem === 'missing' ? null : false;
  }

  /** Null for -1 (not known), and when the driver refuses to tell, as it does while the link is down. */
  #readSpeed(): number | null {
    const megabits = this.#speed?.readNumber();
    return megabits === undefined || megabits <= 0 ? null : megabits;
  }
}

/** As dev_valid_name() of the kernel, and fit to be part of a path. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.length < 64 && !name.includes('/') && !name.includes('\0');
}

function kindOf(files: KernelFiles, folder: string): NetworkSample['kind'] {
  const type = readOnce(files, `${folder}/type`);
  if (type === loopbackType) return 'loopback';
  const radio = files.exists(`${folder}/wireless`) || files.exists(`${folder}/phy80211`) || wirelessTypes.includes(type);
  // A modem for mobile networks names itself in its uevent.
  if (radio || /^DEVTYPE=(?:wlan|wwan)$/m.test(files.readText(`${folder}/uevent`) ?? '')) return 'wireless';
  return files.exists(`${folder}/device`) ? 'wired' : 'virtual';
}
