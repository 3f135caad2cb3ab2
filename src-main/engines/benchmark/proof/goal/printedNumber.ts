/** The number in what a program printed, found by the user's pattern. */
import { printable } from '../../../../base/text.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { PatternPort } from '../../../../services/ports.ts';

/** The result stands at the end of what a program prints. */
const searchedCharacters = 262_144;
/** Longer lines are looked at in pieces, which overlap so that a match of half that length is never cut. */
const pieceCharacters = 4096;
/** For all of the text. A pattern that needs longer backtracks without end on this output. */
const matchMs = 500;

/** Lines, the long ones in overlapping pieces. */
export function piecesOf(text: string): readonly string[] {
  return text
    .slice(-searchedCharacters)
    .split('\n')
    .flatMap((line) => {
      if (line.length <= pieceCharacters) return [line];
      const starts = Array.from(
        { length: Math.ceil(line.length / (pieceCharacters / 2)) },
        (_none, index) => index * (pieceCharacters / 2),
      );
      return starts.map((start) => line.slice(start, start + pieceCharacters));
    });
}

/** First group of the last match. @throws AppError proof.measureFailed */
export function numberOf(patterns: PatternPort, pattern: string, text: string): number {
  const match = patterns.lastGroup(pattern, piecesOf(text), matchMs);
  if (match.state === 'slow') throw failed(`the pattern takes too long on what the program prints; make it simpler`);
  if (match.state === 'none') throw failed(`nothing that the program printed matches the pattern ${printable(pattern)}`);
  const value = toNumber(match.text);
  if (value === undefined) throw failed(`the pattern found ${printable(match.text).slice(0, 60)}, which is not a number`);
  return value;
}

/** Decimal, with an exponent, or with commas between groups of three digits. */
export function toNumber(text: string): number | undefined {
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text.trim()) ? text.trim().replaceAll(',', '') : text.trim();
  if (!/^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

function failed(problem: string): AppError<'proof.measureFailed'> {
  return new AppError('proof.measureFailed', `The measurement failed: ${problem}.`, { details: { problem } });
}
