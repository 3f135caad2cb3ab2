/** The state of the proof page in its address. Pure. */
export interface ProofSearch {
  readonly view?: 'try' | 'proofs';
  /** A proof to look at. */
  readonly proof?: string;
}

const longestId = 80;

export function proofSearch(search: Readonly<Record<string, unknown>>): ProofSearch {
  const { view, proof } = search;
  return {
    ...(view === 'try' || view === 'proofs' ? { view } : {}),
    ...(typeof proof === 'string' && proof !== '' && proof.length <= longestId ? { proof } : {}),
  };
}
