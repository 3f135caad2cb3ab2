/**
 * A machine in memory for tests: files, links, scripted commands and a manual
 * clock. `host.write(...)` changes it while the code under test runs;
 * `host.reads` and `host.ran` say what that code looked at and started.
 */
import type { CommandOptions, CommandResult, FileStat, Host, HostIdentity, HostInventory, HostProcesses, ReadFailure } from '../port.ts';
import { createPathResolver } from '../resolvePath.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import { createFakeProcesses } from './fakeProcesses.ts';

export interface RanCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly options: CommandOptions;
}

export type CommandAnswer = string | Partial<CommandResult>;
/** The text to print, a partial result, or a function of the call. */
export type CommandScript = CommandAnswer | ((args: readonly string[], options: CommandOptions) => CommandAnswer | Promise<CommandAnswer>);

export interface FakeHostOptions {
  /** Absolute path → content. A path that ends in `/` is an empty folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Absolute path → link target. */
  readonly links?: Readonly<Record<string, string>>;
  /** `lscpu` or, more exactly and looked up first, `lscpu --json`. */
  readonly commands?: Readonly<Record<string, CommandScript>>;
  /** Paths whose reading is denied; everything below them too. */
  readonly denied?: readonly string[];
  readonly identity?: Partial<HostIdentity>;
  readonly inventory?: HostInventory;
  readonly startMs?: number;
  /** Without them there are no processes. */
  readonly processes?: HostProcesses;
}

export interface FakeHost extends Host {
  readonly clock: FakeClock;
  /** Every path whose content was read or listed, in order. */
  readonly reads: readonly string[];
  readonly ran: readonly RanCommand[];
  /** The files as they are now. */
  readonly tree: ReadonlyMap<string, string>;
  write(path: string, text: string): void;
  link(path: string, target: string): void;
  /** Removes a file, a link, or a folder with all below it. */
  remove(path: string): void;
  deny(path: string): void;
  script(command: string, script: CommandScript): void;
}

const defaultIdentity: HostIdentity = {
  recorded: false,
  uid: 1000,
  architecture: 'x64',
  kernelRelease: '6.12.0',
  hostname: 'fake',
  timeZone: 'UTC',
  env: {},
};

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const tree = new Map(Object.entries(options.files ?? {}));
  const links = new Map(Object.entries(options.links ?? {}));
  const denied = new Set(options.denied);
  const scripts = new Map(Object.entries(options.commands ?? {}));
  const reads: string[] = [];
  const ran: RanCommand[] = [];
  const lookup = createTreeLookup(tree, links);
  const resolver = createPathResolver({ kindOf: lookup.kindOf, linkTarget: (path) => links.get(path) }, false);
  const isDenied = (path: string): boolean => [...denied].some((one) => path === one || path.startsWith(`${one}/`));

  return {
    tree,
    reads,
    ran,
    clock: createFakeClock(options.startMs ?? Date.UTC(2026, 0, 1)),
    identity: { ...defaultIdentity, ...options.identity },
    inventory: options.inventory ?? {
      memoryModules: () => Promise.resolve({ ok: false, why: 'The fake machine lists no memory modules.' }),
    },
    processes: options.processes ?? createFakeProcesses([]),
    write: (path, text) => {
      lookup.changed();
      tree.set(resolver.resolve(path) ?? path, text);
    },
    link: (path, target) => {
      lookup.changed();
      links.set(path, target);
    },
    remove: (path) => {
      lookup.changed();
      for (const map of [tree, links]) {
        for (const key of map.keys()) if (key === path || key.startsWith(`${path.replace(/\/$/, '')}/`)) map.delete(key);
      }
    },
    deny: (path) => {
      denied.add(path);
    },
    script: (command, script) => {
      scripts.set(command, script);
    },
    files: {
      read(path, maxBytes = 1024 * 1024) {
        reads.push(path);
        const at = resolver.resolve(path);
        if (isDenied(path) || (at !== undefined && isDenied(at))) return failure('denied', `${path} may not be read`);
        if (at === undefined) return failure('missing', `${path} does not exist`);
        const text = tree.get(at);
        if (text === undefined) return failure('failed', `${path} is a folder`);
        if (Buffer.byteLength(text) > maxBytes) return failure('tooLarge', `${path} is larger than ${String(maxBytes)} bytes`);
        return { ok: true, text };
      },
      list(path) {
        reads.push(path);
        const at = resolver.resolve(path);
        return at === undefined || isDenied(at) ? [] : lookup.namesIn(at);
      },
      readLink: (path) => {
        const at = resolver.resolveParent(path);
        return at === undefined ? undefined : links.get(at);
      },
      realPath: (path) => resolver.resolve(path),
      exists: (path) => resolver.resolve(path) !== undefined,
      stat: (path) => statOf(resolver.resolveParent(path)),
    },
    commands: {
      async run(program, args, runOptions = {}) {
        ran.push({ program, args, options: runOptions });
        const script = scripts.get([program, ...args].join(' ')) ?? scripts.get(program);
        if (script === undefined) return { ...finished, exitCode: null, failure: 'notFound', stderr: `${program}: not found` };
        const answer = typeof script === 'function' ? await script(args, runOptions) : script;
        const result: CommandResult = typeof answer === 'string' ? { ...finished, stdout: answer } : { ...finished, ...answer };
        if (runOptions.onLine !== undefined) for (const line of linesOf(result.stdout)) runOptions.onLine(line);
        return result;
      },
    },
  };

  function statOf(at: string | undefined): FileStat | undefined {
    const kind = at === undefined ? undefined : lookup.kindOf(at);
    if (at === undefined || kind === undefined) return undefined;
    return { kind, sizeBytes: Buffer.byteLength(tree.get(at) ?? ''), mode: kind === 'folder' ? 0o755 : 0o644 };
  }
}

const finished: CommandResult = { exitCode: 0, stdout: '', stderr: '', truncated: false, failure: 'none' };

function failure(reason: ReadFailure['reason'], why: string): ReadFailure {
  return { ok: false, reason, why };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

interface FakeTreeLookup {
  kindOf(path: string): 'file' | 'folder' | 'link' | undefined;
  namesIn(folder: string): readonly string[];
  /** Must be called before every change. */
  changed(): void;
}

/** Folders exist because something lies in them; they are worked out again after a change. */
function createTreeLookup(tree: ReadonlyMap<string, string>, links: ReadonlyMap<string, string>): FakeTreeLookup {
  let folders: Map<string, Set<string>> | undefined;
  const build = (): Map<string, Set<string>> => {
    const built = new Map<string, Set<string>>([['/', new Set()]]);
    for (const path of [...tree.keys(), ...links.keys()]) {
      let folder = '/';
      for (const part of path.split('/')) {
        if (part === '') continue;
        const names = built.get(folder) ?? new Set();
        built.set(folder, names.add(part));
        folder = folder === '/' ? `/${part}` : `${folder}/${part}`;
      }
      if (path.endsWith('/') && !built.has(folder)) built.set(folder, new Set());
    }
    return built;
  };
  return {
    kindOf(path) {
      if (links.has(path)) return 'link';
      if (tree.has(path)) return 'file';
      folders ??= build();
      return folders.has(path) ? 'folder' : undefined;
    },
    namesIn(folder) {
      folders ??= build();
      return [...(folders.get(folder) ?? [])].sort();
    },
    changed() {
      folders = undefined;
    },
  };
}
