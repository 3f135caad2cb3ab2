/** From points to SVG path data. Pure. */

/** A point of a chart: seconds before the newest frame (0 or negative) and a value; null breaks the line. */
export interface Point {
  readonly secondsAgo: number;
  readonly value: number | null;
}

export const chartWidth = 600;
export const chartHeight = 100;

interface Position {
  readonly x: number;
  readonly y: number;
}

/** Runs of known values; a null ends a run. */
function runs(points: readonly Point[], seconds: number, top: number): readonly (readonly Position[])[] {
  const result: Position[][] = [[]];
  for (const { secondsAgo, value } of points) {
    if (secondsAgo < -seconds - 1) continue;
    if (value === null) {
      result.push([]);
      continue;
    }
    const x = Math.round(((secondsAgo + seconds) / seconds) * chartWidth * 10) / 10;
    const y = Math.round((1 - Math.min(Math.max(value, 0), top) / top) * chartHeight * 10) / 10;
    result.at(-1)?.push({ x, y });
  }
  return result.filter((run) => run.length > 0);
}

function lineOf(run: readonly Position[]): string {
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${String(x)} ${String(y)}`).join('');
}

/** Path of the line: newest point at the right edge, `top` at the upper edge. */
export function linePath(points: readonly Point[], seconds: number, top: number): string {
  return runs(points, seconds, top).map(lineOf).join('');
}

/** The same, closed down to the base line. */
export function areaPath(points: readonly Point[], seconds: number, top: number): string {
  const base = String(chartHeight);
  return runs(points, seconds, top)
    .map((run) => `${lineOf(run)}L${String(run.at(-1)?.x ?? 0)} ${base}L${String(run[0]?.x ?? 0)} ${base}Z`)
    .join('');
}
