/** The proven programs that do the work, how their versions are read, and how to get them. */
import { printable } from '../../../../base/text.ts';
import type { Availability } from '../../../../contracts/benchmark.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { Host } from '../../../../host/port.ts';

export interface Tool {
  /** As it stands in results. */
  readonly name: string;
  /** The same program under the names of several distributions, the best first. */
  readonly commands: readonly string[];
  readonly versionArguments: readonly string[];
  /** Its first group is the version. Also tells the program from another one of the same name. */
  readonly versionPattern: RegExp;
  /** Debian and Ubuntu package. */
  readonly package: string;
}

export interface FoundTool {
  readonly name: string;
  readonly command: string;
  readonly version: string;
}

export const fio: Tool = {
  name: 'fio',
  commands: ['fio'],
  versionArguments: ['--version'],
  versionPattern: /^fio-(\d[\w.+-]{0,40})/m,
  package: 'fio',
};

export const openssl: Tool = {
  name: 'openssl',
  commands: ['openssl'],
  versionArguments: ['version'],
  versionPattern: /^OpenSSL (\d[\w.+-]{0,40})/m,
  package: 'openssl',
};

export const sevenZip: Tool = {
  name: '7-Zip',
  commands: ['7zz', '7z', '7zr', '7za'],
  versionArguments: [],
  versionPattern: /^7-Zip [^:\n]{0,30}?(\d{1,3}\.\d{2})/m,
  package: '7zip',
};

export const iperf3: Tool = {
  name: 'iperf3',
  commands: ['iperf3'],
  versionArguments: ['--version'],
  versionPattern: /^iperf (\d[\w.+-]{0,40})/m,
  package: 'iperf3',
};

export const cyclictest: Tool = {
  name: 'cyclictest',
  commands: ['cyclictest'],
  versionArguments: ['--help'],
  versionPattern: /^cyclictest V (\d[\w.+-]{0,40})/m,
  package: 'rt-tests',
};

const versionTimeoutMs = 5_000;
/** Long enough for a list of all tests, short enough to see what was installed meanwhile. */
const rememberMs = 10_000;

interface Answer {
  readonly atMs: number;
  readonly found: Promise<FoundTool | null>;
}

const answers = new WeakMap<Host, Map<Tool, Answer>>();

/** null when it is not installed. Never rejects. */
export function findTool(host: Host, tool: Tool): Promise<FoundTool | null> {
  const known = answers.get(host) ?? new Map<Tool, Answer>();
  answers.set(host, known);
  const answer = known.get(tool);
  const nowMs = host.clock.monotonicMs();
  if (answer !== undefined && nowMs - answer.atMs < rememberMs) return answer.found;
  const found = askVersion(host, tool);
  known.set(tool, { atMs: nowMs, found });
  return found;
}

async function askVersion(host: Host, tool: Tool): Promise<FoundTool | null> {
  for (const command of tool.commands) {
    const { stdout, stderr } = await host.commands.run(command, tool.versionArguments, { timeoutMs: versionTimeoutMs });
    // Some print it with an exit code that means a wrong call.
    const version = tool.versionPattern.exec(`${stdout}\n${stderr}`.slice(0, 20_000))?.[1];
    if (version !== undefined) return { name: tool.name, command, version: printable(version) };
  }
  return null;
}

export async function toolAvailability(host: Host, tool: Tool): Promise<Availability> {
  if ((await findTool(host, tool)) !== null) return { state: 'ready' };
  return { state: 'missing', why: whyMissing(tool), howToGet: howToGet(tool) };
}

/** @throws AppError benchmark.unavailable */
export async function requireTool(host: Host, tool: Tool, testId: string): Promise<FoundTool> {
  const found = await findTool(host, tool);
  if (found !== null) return found;
  throw unavailable(testId, whyMissing(tool), howToGet(tool));
}

export function unavailable(testId: string, why: string, help: string): AppError<'benchmark.unavailable'> {
  return new AppError('benchmark.unavailable', `${why}: ${help}`, { details: { testId, howToGet: help } });
}

function whyMissing(tool: Tool): string {
  return `${tool.name} is not installed (looked for ${tool.commands.join(', ')})`;
}

function howToGet(tool: Tool): string {
  return `apt install ${tool.package}`;
}
