/** Proofs as documents, and the small one that says that a proof is under way. */
import { z } from 'zod';
import { type ProofReport, proofReport } from '../../../contracts/proof.ts';
import type { DocumentStore, Log } from '../../../services/ports.ts';
import { processMark } from '../probe/processMark.ts';
import { markerName } from './markerName.ts';

/** Written by us and replaced as a whole; anything else in it is taken for a proof that is unknown, so that recovery still runs. */
const marker = z.object({
  proofId: z.string().catch(''),
  /** The Plan that may be in force; null before the first one. */
  planId: z.string().max(64).nullable().catch(null),
  /** Who runs it. */
  owner: processMark.nullable().catch(null),
});
export type Marker = Readonly<z.infer<typeof marker>>;

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

function parseMarker(text: string | undefined): Marker | undefined {
  if (text === undefined) return undefined;
  const unknown: Marker = { proofId: '', planId: null, owner: null };
  try {
    const parsed = marker.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : unknown;
  } catch {
    return unknown;
  }
}
