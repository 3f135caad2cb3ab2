/** The history as it is sent to clients. */
import type { PlanRecord } from '../../src-main/contracts/plan.ts';
import type { JournalPlan } from './journal.ts';
import { planRecord } from './journal.ts';

/** As many as fit into one message of every client (8 MiB), and always one, so that asking on from the last gets to the end. */
const historyLimitBytes = 4 * 1_048_576;

export function firstRecords(entries: Iterable<JournalPlan>): PlanRecord[] {
  const records: PlanRecord[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const record = planRecord(entry);
    bytes += Buffer.byteLength(JSON.stringify(record));
    if (records.length > 0 && bytes > historyLimitBytes) break;
    records.push(record);
  }
  return records;
}
