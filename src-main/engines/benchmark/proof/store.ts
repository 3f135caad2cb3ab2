/** Proofs as documents, and the small one that says that a proof is under way. */
import { parseProcessStat } from '../../../base/processStat.ts';
import { type ProofReport, proofReport } from '../../../contracts/proof.ts';
import type { Host, ProcessIdentity } from '../../../host/port.ts';
import type { DocumentStore, Log } from '../../../services/ports.ts';
import { markerName } from './markerName.ts';

export interface Marker {
  readonly proofId: string;
  /** The Plan that may be in force; null before the first one. */
  readonly planId: string | null;
  /** Who runs it. */
  readonly owner: ProcessIdentity | null;
}

export interface ProofStore {
  /** Newest first. Damaged documents are logged once and left out. */
  list(): readonly ProofReport[];
  find(id: string): ProofReport | undefined;
  write(report: ProofReport): void;
  remove(id: string): void;
  marker(): Marker | undefined;
  mark(marker: Marker): void;
  unmark(): void;
}

export function createProofStore(documents: DocumentStore, log: Log): ProofStore {
  const told = new Set<string>();
  const read = (name: string): ProofReport | undefined => {
    try {
      const text = documents.read(name);
      return text === undefined ? undefined : proofReport.parse(JSON.parse(text));
    } catch (error) {
      if (!told.has(name)) log.error(`the proof ${name} cannot be read`, error);
      told.add(name);
      return undefined;
    }
  };
  return {
    list: () =>
      documents
        .list()
        .filter((name) => isProofName(name))
        .flatMap((name) => read(name) ?? [])
        .sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    find: (id) => (isProofName(`${id}.json`) ? read(`${id}.json`) : undefined),
    write: (report) => {
      documents.write(`${report.id}.json`, `${JSON.stringify(report)}\n`);
    },
    remove: (id) => {
      documents.remove(`${id}.json`);
    },
    marker: () => parseMarker(documents.read(markerName)),
    mark: (marker) => {
      documents.write(markerName, `${JSON.stringify(marker)}\n`);
    },
    unmark: () => {
      documents.remove(markerName);
    },
  };
}

function isProofName(name: string): boolean {
  return /^proof-[A-Za-z0-9-]{1,60}\.json$/.test(name);
}

/** Written by us and replaced as a whole; anything else in it is taken for a proof that is unknown, so that recovery still runs. */
function parseMarker(text: string | undefined): Marker | undefined {
  if (text === undefined) return undefined;
  const none: Marker = { proofId: '', planId: null, owner: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return none;
  }
  if (typeof value !== 'object' || value === null) return none;
  const { proofId, planId, owner } = value as Partial<Record<keyof Marker, unknown>>;
  return {
    proofId: typeof proofId === 'string' ? proofId : '',
    planId: typeof planId === 'string' && planId.length <= 64 ? planId : null,
    owner: isIdentity(owner) ? { pid: owner.pid, startTicks: owner.startTicks } : null,
  };
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return Number.isSafeInteger(pid) && Number.isSafeInteger(startTicks);
}

/** This process, so that another one can tell whether the proof is still under way. */
export function ownIdentity(host: Host): ProcessIdentity | null {
  const read = host.files.read('/proc/self/stat', 4096);
  const stat = read.ok ? parseProcessStat(read.text) : undefined;
  return stat === undefined ? null : { pid: stat.pid, startTicks: stat.startTicks };
}
