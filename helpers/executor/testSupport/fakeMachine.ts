/** A machine in memory that records every write, for tests that must prove what was and what was not touched. */
import { formatRangeList, offeredWords } from '../../../src-main/base/text.ts';
import type { Machine, ProgramName, ProgramResult } from '../machine.ts';
import { Refusal } from '../problem.ts';

export interface RecordedWrite {
  readonly how: 'kernel' | 'effect' | 'install' | 'remove' | 'folder' | 'run' | 'process';
  readonly what: string;
  readonly value: string;
}

export class FakeMachine implements Machine {
  readonly files: Map<string, string>;
  readonly writes: RecordedWrite[] = [];
  /** Paths whose writes the kernel refuses, with the words it would be told in. */
  readonly refusals = new Map<string, string>();
  /** Called before each write; a test may throw to play a dying machine. */
  onWrite: (write: RecordedWrite) => void = () => undefined;
  /** Programs that exist, and what they do. */
  readonly programs = new Map<ProgramName, (args: readonly string[]) => ProgramResult>();
  bootId = 'boot-1';
  clockMs = Date.UTC(2026, 0, 1);
  readonly #folders: Set<string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
    this.#folders = new Set([...this.files.keys()].flatMap(foldersOf));
  }

  #record(write: RecordedWrite): void {
    this.onWrite(write);
    this.writes.push(write);
  }

  read(path: string): ReturnType<Machine['read']> {
    const text = this.files.get(path);
    return text === undefined
      ? { ok: false, reason: 'missing', why: `${path}: it does not exist on this machine (ENOENT)` }
      : { ok: true, text };
  }

  readDevice(): Uint8Array | undefined {
    return undefined;
  }

  list(path: string): readonly string[] {
    const names = [...this.files.keys(), ...this.#folders]
      .filter((file) => file.startsWith(`${path}/`))
      .map((file) => file.slice(path.length + 1).split('/')[0] ?? '');
    return [...new Set(names)].sort();
  }

  kindOf(path: string): 'file' | 'folder' | 'other' | undefined {
    if (this.files.has(path)) return 'file';
    return this.#folders.has(path) ? 'folder' : undefined;
  }

  staysBelow(path: string, below: string): boolean {
    return path.startsWith(`${below}/`);
  }

  writeKernelFile(path: string, value: string): void {
    this.#record({ how: 'kernel', what: path, value });
    const refusal = this.refusals.get(path);
    if (refusal !== undefined) throw new Refusal('value', `${path}: ${refusal}`);
    const now = this.files.get(path);
    if (now === undefined) throw new Refusal('value', `${path}: it does not exist on this machine (ENOENT)`);
    const pair = exclusivePairs.get(path);
    if (pair !== undefined) this.files.set(pair, '0\n');
    // A new scheduler comes with a queue length of its own (block/elevator.c).
    const length = path.replace(/\/queue\/scheduler$/, '/queue/nr_requests');
    if (length !== path && this.files.has(length) && !now.includes(`[${value}]`)) this.files.set(length, '256\n');
    const choice = offeredWords(now).map((word) => (word === value ? `[${word}]` : word));
    this.files.set(
      path,
      now.includes('[')
        ? `${choice.join(' ')}
`
        : `${normalised(value, now)}
`,
    );
  }

  readForEffect(path: string): string {
    this.#record({ how: 'effect', what: path, value: '' });
    throw new Refusal('kind', `${path}: no such thing here`);
  }

  installFile(path: string, content: string): void {
    this.#record({ how: 'install', what: path, value: content });
    if (!this.#folders.has(path.slice(0, path.lastIndexOf('/'))))
      throw new Refusal('path', `${path}: it does not exist on this machine (ENOENT)`);
    this.files.set(path, content);
  }

  removeFile(path: string): void {
    this.#record({ how: 'remove', what: path, value: '' });
    this.files.delete(path);
  }

  clearLeftover(): void {
    return;
  }

  makeFolder(path: string): void {
    this.#record({ how: 'folder', what: path, value: '' });
    this.#folders.add(path);
  }

  removeEmptyFolder(path: string): void {
    this.#record({ how: 'folder', what: path, value: '' });
    if (this.list(path).length === 0) this.#folders.delete(path);
  }

  readRaw(path: string): string | undefined {
    return this.files.get(path);
  }

  ioPriority(threadId: number): number | undefined {
    const text = this.files.get(`${this.#threadFolder(threadId)}/ioPriority`);
    return text === undefined ? undefined : Number(text);
  }

  setNice(threadId: number, nice: number): boolean {
    return this.#changeThread(threadId, 'nice', String(nice), 'stat', (stat) => withNice(stat, nice));
  }

  setIoPriority(threadId: number, packed: number): boolean {
    return this.#changeThread(threadId, 'ioPriority', String(packed), 'ioPriority', () => String(packed));
  }

  setAffinity(threadId: number, cpus: readonly number[]): boolean {
    const list = formatRangeList(cpus);
    return this.#changeThread(threadId, 'affinity', list, 'status', (status) => status.replace(/(Cpus_allowed_list:\t).*/, `$1${list}`));
  }

  signalProcess(pid: number, signal: number, isMeant: () => boolean): boolean {
    if (!this.files.has(`/proc/${String(pid)}/stat`) || !isMeant()) return false;
    this.#record({ how: 'process', what: `signal ${String(pid)}`, value: String(signal) });
    this.#refuse(`signal ${String(pid)}`);
    return true;
  }

  /** A process with these threads, the first of which has its number. */
  addProcess(pid: number, threads: readonly number[] = [pid], fields: { readonly flags?: number; readonly parentPid?: number } = {}): void {
    for (const id of [String(pid), ...threads.map((thread) => `${String(pid)}/task/${String(thread)}`)]) {
      const stat = [
        fields.parentPid ?? 1,
        1,
        1,
        0,
        -1,
        fields.flags ?? 4_194_304,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        20,
        0,
        threads.length,
        0,
        pid * 10,
        0,
        0,
      ];
      this.files.set(`/proc/${id}/stat`, `${id.split('/').at(-1) ?? ''} (a) b) S ${stat.join(' ')}\n`);
      this.files.set(`/proc/${id}/status`, 'Name:\ta\nCpus_allowed_list:\t0-3\n');
      this.files.set(`/proc/${id}/ioPriority`, '0');
    }
  }

  #threadFolder(threadId: number): string {
    const ending = `/task/${String(threadId)}/stat`;
    const found = [...this.files.keys()].find((file) => file.startsWith('/proc/') && file.endsWith(ending));
    return found === undefined ? '/nowhere' : found.slice(0, -'/stat'.length);
  }

  /** The first thread is seen below the process, too. */
  #changeThread(threadId: number, what: string, value: string, name: string, change: (text: string) => string): boolean {
    this.#record({ how: 'process', what: `${what} ${String(threadId)}`, value });
    const folder = this.#threadFolder(threadId);
    const text = this.files.get(`${folder}/${name}`);
    if (text === undefined) return false;
    this.#refuse(`${what} ${String(threadId)}`);
    this.files.set(`${folder}/${name}`, change(text));
    const main = `/proc/${String(threadId)}/${name}`;
    const mainText = this.files.get(main);
    if (mainText !== undefined) this.files.set(main, change(mainText));
    return true;
  }

  #refuse(what: string): void {
    const refusal = this.refusals.get(what);
    if (refusal !== undefined) throw new Refusal(what.split(' ')[0] ?? '', `${what}: ${refusal}`);
  }

  run(program: ProgramName, args: readonly string[]): ProgramResult {
    if (args[0] !== 'show') this.#record({ how: 'run', what: program, value: args.join(' ') });
    return this.programs.get(program)?.(args) ?? { exitCode: null, stdout: '', problem: `${program} is not installed` };
  }

  has(program: ProgramName): boolean {
    return this.programs.has(program);
  }

  pause(): void {
    return;
  }

  nowMs(): number {
    return this.clockMs;
  }
}

/** Field 19 of the line (proc_pid_stat(5)); the 16th behind the state. */
function withNice(stat: string, nice: number): string {
  const at = stat.lastIndexOf(') ') + 2;
  const fields = stat.slice(at).split(' ');
  fields[16] = String(nice);
  return stat.slice(0, at) + fields.join(' ');
}

/** Writing one of these sets the other to 0 (Documentation/admin-guide/sysctl/vm.rst). */
const exclusivePairs: ReadonlyMap<string, string> = new Map([
  ['/proc/sys/vm/dirty_bytes', '/proc/sys/vm/dirty_ratio'],
  ['/proc/sys/vm/dirty_ratio', '/proc/sys/vm/dirty_bytes'],
]);

/** The kernel shows a list of numbers with tabs, however it was written. */
function normalised(value: string, before: string): string {
  return before.includes('\t') ? value.replaceAll(' ', '\t') : value;
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(1, -1);
  return parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/** A small workstation: two disks, huge pages, GRUB, one processor. */
export function fakeWorkstation(): FakeMachine {
  const machine = new FakeMachine({
    '/proc/sys/vm/swappiness': '60\n',
    '/proc/sys/vm/dirty_bytes': '0\n',
    '/proc/sys/vm/dirty_ratio': '20\n',
    '/proc/sys/vm/max_map_count': '65530\n',
    '/proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
    '/proc/sys/net/ipv4/tcp_congestion_control': 'cubic\n',
    '/proc/sys/net/ipv4/tcp_available_congestion_control': 'reno cubic bbr\n',
    '/sys/block/nvme0n1/queue/scheduler': '[none] mq-deadline kyber\n',
    // Somebody's own choice.
    '/sys/block/nvme0n1/queue/nr_requests': '512\n',
    '/sys/block/nvme0n1/queue/read_ahead_kb': '128\n',
    '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
    '/sys/devices/system/cpu/online': '0-3\n',
    '/sys/devices/system/cpu/cpufreq/policy0/scaling_governor': 'powersave\n',
    '/sys/devices/system/cpu/cpufreq/policy0/scaling_available_governors': 'performance powersave \n',
    '/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq': '4000000\n',
    '/sys/devices/system/cpu/cpufreq/policy0/cpuinfo_min_freq': '800000\n',
    '/sys/devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq': '4000000\n',
    '/proc/irq/24/smp_affinity_list': '0-3\n',
    '/proc/meminfo': 'MemTotal:       16000000 kB\n',
    '/proc/cmdline': 'root=/dev/vda quiet\n',
    '/etc/sysctl.d/99-sysctl.conf': '',
    '/etc/tmpfiles.d/README': '',
    '/etc/udev/rules.d/README': '',
    '/etc/security/limits.d/README': '',
    '/etc/default/grub': 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\n',
    '/boot/grub/grub.cfg': 'linux /vmlinuz quiet\n',
    '/run/systemd/system/README': '',
  });
  machine.addProcess(1);
  machine.addProcess(2, [2], { flags: 0x0020_8040 });
  machine.addProcess(700, [700, 701]);
  machine.addProcess(900);
  machine.addProcess(901, [901], { parentPid: 900 });
  machine.files.set('/proc/self/stat', machine.files.get('/proc/901/stat') ?? '');
  const units = new Map([['irqbalance.service', { enabled: 'enabled', active: 'active' }]]);
  machine.programs.set('systemctl', (args) => systemctl(units, args[0] ?? '', args.at(-1) ?? ''));
  machine.programs.set('update-grub', () => {
    const dropIn = machine.files.get('/etc/default/grub.d/60-hecate.cfg') ?? '';
    const added = /DEFAULT (.*)"/.exec(dropIn)?.[1] ?? '';
    machine.files.set('/boot/grub/grub.cfg', `linux /vmlinuz quiet ${added}`.trimEnd().concat('\n'));
    return { exitCode: 0, stdout: '', problem: '' };
  });
  return machine;
}

function systemctl(units: Map<string, { enabled: string; active: string }>, verb: string, unit: string): ProgramResult {
  const state = units.get(unit);
  if (verb === 'show') {
    const shown =
      state === undefined
        ? 'LoadState=not-found\nUnitFileState=\nActiveState=inactive\n'
        : `LoadState=loaded\nUnitFileState=${state.enabled}\nActiveState=${state.active}\n`;
    return { exitCode: 0, stdout: shown, problem: '' };
  }
  const done = { exitCode: 0, stdout: '', problem: '' };
  if (state === undefined) return { exitCode: 4, stdout: '', problem: `Unit ${unit} not found` };
  if (verb === 'enable' || verb === 'disable') state.enabled = `${verb}d`;
  if (verb === 'start') state.active = 'active';
  if (verb === 'stop') state.active = 'inactive';
  return done;
}

/** Everything that a test compares: all files. */
export function contents(machine: FakeMachine): Readonly<Record<string, string>> {
  return Object.fromEntries([...machine.files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
