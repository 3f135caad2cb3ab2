/** What the program is asked for. */
import { type AdapterChoice, adapterChoices, type GraphicsRequest, type KernelName, kernelNames } from './protocol.ts';

const requestSwitch = '--hecate-graphics=';
const profileSwitch = '--hecate-graphics-profile=';
const longestSeconds = 60;

export interface GraphicsCommand {
  readonly request: GraphicsRequest;
  /** Folder for Chromium's own files; whoever starts the program removes it. */
  readonly profile: string;
}

export type ParsedCommand = { readonly ok: true; readonly command: GraphicsCommand } | { readonly ok: false; readonly problem: string };

/** True when this command line is for the graphics kernels and not for the window. */
export function asksForGraphics(argv: readonly string[]): boolean {
  return argv.some((argument) => argument.startsWith(requestSwitch));
}

export function parseCommand(argv: readonly string[]): ParsedCommand {
  const text = argv.find((argument) => argument.startsWith(requestSwitch))?.slice(requestSwitch.length);
  const profile = argv.find((argument) => argument.startsWith(profileSwitch))?.slice(profileSwitch.length);
  if (text === undefined) return wrong(`${requestSwitch}{"kind":"describe"} or {"kind":"measure",...} is missing`);
  if (profile?.startsWith('/') !== true) return wrong(`${profileSwitch}FOLDER is missing: an absolute path`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return wrong(`${requestSwitch} is no JSON`);
  }
  const request = parseRequest(given);
  return typeof request === 'string' ? wrong(request) : { ok: true, command: { request, profile } };
}

function wrong(problem: string): ParsedCommand {
  return { ok: false, problem };
}

function parseRequest(given: unknown): GraphicsRequest | string {
  if (typeof given !== 'object' || given === null || !('kind' in given)) return 'kind is missing: describe or measure';
  if (given.kind === 'describe') return { kind: 'describe' };
  if (given.kind !== 'measure') return 'kind must be describe or measure';
  const adapter = 'adapter' in given ? adapterChoices.find((choice) => choice === given.adapter) : undefined;
  if (adapter === undefined) return `adapter must be one of ${adapterChoices.join(', ')}`;
  const kernels = 'kernels' in given && Array.isArray(given.kernels) ? kernelsOf(given.kernels) : undefined;
  if (kernels === undefined) return `kernels must be a list of ${kernelNames.join(', ')}`;
  const seconds = 'seconds' in given ? given.seconds : undefined;
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= longestSeconds)) {
    return `seconds must be more than 0 and at most ${String(longestSeconds)}`;
  }
  return { kind: 'measure', adapter: adapter satisfies AdapterChoice, kernels, seconds };
}

function kernelsOf(given: readonly unknown[]): readonly KernelName[] | undefined {
  const known = given.flatMap((name) => kernelNames.find((kernel) => kernel === name) ?? []);
  return known.length === given.length && known.length > 0 ? known : undefined;
}
