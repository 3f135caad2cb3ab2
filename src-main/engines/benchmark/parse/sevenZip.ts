/** The line `Avr:` of `7z b`: speed, usage, rating per usage and rating, first of compressing, then of decompressing. Pure. */
import { badOutput, figureOf } from './programOutput.ts';

export interface SevenZipRatings {
  /** Million instructions per second of 7-Zip's own reference machine. */
  readonly compressMips: number;
  readonly decompressMips: number;
}

const longestOutput = 262_144;
const columns = 4;

/** @throws AppError proof.measureFailed that names what is missing */
export function parseSevenZip(text: string): SevenZipRatings {
  const line = text
    .slice(-longestOutput)
    .split('\n')
    .find((one) => one.startsWith('Avr:'));
  if (line === undefined) throw badOutput('7-Zip', 'the line with averages (Avr:) is missing');
  const [compress, decompress] = line.slice('Avr:'.length, 300).split('|');
  return { compressMips: rating(compress, 'compressing'), decompressMips: rating(decompress, 'decompressing') };
}

function rating(part: string | undefined, what: string): number {
  const fields = (part ?? '').trim().split(/\s+/);
  const value = fields.length === columns ? figureOf(fields[columns - 1]) : undefined;
  if (value === undefined) throw badOutput('7-Zip', `the rating of ${what} is missing in the line with averages`);
  return value;
}
