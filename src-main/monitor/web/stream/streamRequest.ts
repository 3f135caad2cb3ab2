/** What one message of a stream client asks for. By hand; a test holds it to the schema of contracts/webStream.ts. */
import { streamGroups } from '../../../contracts/metrics.ts';
import type { StreamRequest } from '../../../contracts/webStream.ts';
import { isFields } from '../../check.ts';
import { type Fields, invalid } from '../../module.ts';

export type StreamGroup = (typeof streamGroups)[number];

const maxNamed = 64;
const leastSeconds = 0.1;
const mostSeconds = 60;

/** undefined for what is no message at all. Throws `Refused`, with the field named, for a wrong one. */
export function readStreamRequest(text: string): StreamRequest | undefined {
  const fields = parse(text);
  if (fields === undefined) return undefined;
  switch (fields['type']) {
    case 'resync':
    case 'ping':
      return { type: fields['type'] };
    case 'subscribe':
      return { type: 'subscribe', groups: groupsOf(fields), everySeconds: secondsOf(fields) };
    default:
      throw invalid('type', 'must be "subscribe", "resync" or "ping"');
  }
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function groupsOf(fields: Fields): StreamGroup[] {
  const value = fields['groups'];
  const known = (entry: unknown): entry is StreamGroup => streamGroups.some((group) => group === entry);
  if (Array.isArray(value) && value.length >= 1 && value.length <= maxNamed && value.every(known)) return value;
  throw invalid('groups', `must be a list of some of ${streamGroups.join(', ')}`);
}

function secondsOf(fields: Fields): number {
  const value = fields['everySeconds'];
  if (typeof value === 'number' && value >= leastSeconds && value <= mostSeconds) return value;
  throw invalid('everySeconds', `must be a number from ${String(leastSeconds)} to ${String(mostSeconds)}`);
}
