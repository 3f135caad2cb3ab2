/** Output of `openssl speed -mr`: `+F:<n>:<algorithm>:<bytes/s>` and, for RSA, `+F2:<n>:<bits>:<signatures/s>:<checks/s>`. Pure. */
import { badOutput, figureOf } from './programOutput.ts';

export interface OpensslSpeed {
  /** By the name as openssl prints it, in small letters; of the largest block when several were measured. */
  readonly bytesPerSecond: ReadonlyMap<string, number>;
  readonly signaturesPerSecond: ReadonlyMap<number, number>;
}

const maxLines = 10_000;

/** Lines that are none of ours are notes of openssl (`Got: …` of the children of -multi). */
export function parseOpensslSpeed(text: string): OpensslSpeed {
  const bytesPerSecond = new Map<string, number>();
  const signaturesPerSecond = new Map<number, number>();
  for (const line of text.split('\n', maxLines)) {
    const [kind, , subject, ...values] = line.slice(0, 300).trim().split(':');
    if (kind === '+F') {
      const value = figureOf(values.at(-1));
      if (subject !== undefined && value !== undefined) bytesPerSecond.set(subject.toLowerCase(), value);
    }
    if (kind === '+F2') {
      const [bits, value] = [figureOf(subject), figureOf(values[0])];
      if (bits !== undefined && value !== undefined) signaturesPerSecond.set(bits, value);
    }
  }
  return { bytesPerSecond, signaturesPerSecond };
}

/** @throws AppError proof.measureFailed when openssl printed no figure for it */
export function opensslBytesPerSecond(speed: OpensslSpeed, algorithm: string): number {
  const value = speed.bytesPerSecond.get(algorithm);
  if (value === undefined) throw badOutput('openssl', `a line +F with bytes per second of ${algorithm} is missing`);
  return value;
}

/** @throws AppError proof.measureFailed when openssl printed no figure for it */
export function opensslSignaturesPerSecond(speed: OpensslSpeed, bits: number): number {
  const value = speed.signaturesPerSecond.get(bits);
  if (value === undefined) throw badOutput('openssl', `a line +F2 with signatures per second of rsa${String(bits)} is missing`);
  return value;
}
