/** One line of the log of firings, by hand what `alert` of contracts/alerts.ts says: a file may hold anything. */
import type { Alert } from '../../contracts/alerts.ts';
import { isFields } from '../check.ts';
import type { Fields } from '../module.ts';

const texts = ['id', 'ruleId', 'title', 'metric', 'instance', 'series', 'text'] as const;
const numbersOrNull = ['value', 'peak', 'endedAt', 'acknowledgedAt'] as const;

/** More than any text of ours can be. */
const mostCharacters = 4096;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function hasForm(fields: Fields): boolean {
  const isText = (name: string): boolean => typeof fields[name] === 'string' && fields[name].length <= mostCharacters;
  const isNumberOrNull = (name: string): boolean => fields[name] === null || isNumber(fields[name]);
  return (
    texts.every(isText) && numbersOrNull.every(isNumberOrNull) && isNumber(fields['startedAt']) && typeof fields['quiet'] === 'boolean'
  );
}

/** undefined for a line that is cut off or not ours; nothing but the known fields is taken. */
export function readStoredAlert(line: string): Alert | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // the last line before a crash
  }
  if (!isFields(value) || !hasForm(value)) return undefined;
  const severity = value['severity'];
  if (severity !== 'info' && severity !== 'warning' && severity !== 'critical') return undefined;
  const {
    id,
    ruleId,
    title,
    metric,
    instance,
    series,
    text,
    value: figure,
    peak,
    startedAt,
    endedAt,
    acknowledgedAt,
    quiet,
  } = value as unknown as Alert;
  return { id, ruleId, title, severity, metric, instance, series, value: figure, peak, text, startedAt, endedAt, acknowledgedAt, quiet };
}
