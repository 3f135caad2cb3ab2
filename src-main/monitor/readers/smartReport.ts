/** What `smartctl --json -H -A` says of a disk. Pure; the text comes from hardware and is not trusted. */
import { printable } from '../../base/text.ts';
import { isFields } from '../check.ts';

export interface DiskHealth {
  readonly verdict: 'passed' | 'failing' | null;
  readonly wearPercent: number | null;
}

export type SmartReport =
  | { readonly kind: 'health'; readonly health: DiskHealth }
  /** In standby, and not woken. */
  | { readonly kind: 'asleep' }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * ATA attributes whose normalised value is documented as the share of life that is left, by the names in
 * the drive database of smartmontools: 233 (Intel), 231 (SandForce, Kingston), 202 (Crucial, Micron), 177 (Samsung).
 */
const lifeLeft = new Set(['Media_Wearout_Indicator', 'SSD_Life_Left', 'Percent_Lifetime_Remain', 'Wear_Leveling_Count']);
/** Its words in ataprint.cpp and smartctl.cpp; "STANDBY (OS)" is what the kernel said, without asking the disk. */
const sleeping = /^(?:\S{1,64}: )?Device is in (?:STANDBY|SLEEP)(?: \(OS\))? mode/;
const maxReason = 160;

export function parseSmartReport(text: string): SmartReport {
  const report = fieldsOf(parse(text));
  if (report === undefined) return { kind: 'unreadable', why: 'smartctl did not answer with JSON' };
  const passed = fieldsOf(report['smart_status'])?.['passed'];
  const health: DiskHealth = {
    verdict: typeof passed === 'boolean' ? (passed ? 'passed' : 'failing') : null,
    wearPercent: wearOf(report),
  };
  if (health.verdict !== null || health.wearPercent !== null) return { kind: 'health', health };
  const messages = listOf(fieldsOf(report['smartctl'])?.['messages']).flatMap((message) => fieldsOf(message)?.['string'] ?? []);
  const said = messages.filter((message): message is string => typeof message === 'string').map(printable);
  const mode = fieldsOf(report['power_mode'])?.['name'];
  if (said.some((message) => sleeping.test(message)) || (typeof mode === 'string' && /^(?:STANDBY|SLEEP)\b/.test(mode))) {
    return { kind: 'asleep' };
  }
  const first = said[0];
  return {
    kind: 'unreadable',
    why: first === undefined ? 'the disk tells no verdict about itself' : `smartctl: ${first.slice(0, maxReason)}`,
  };
}

/** Used share of the rated life: what NVMe, SCSI and new ATA disks count themselves, else what is left by an ATA attribute. */
function wearOf(report: Readonly<Record<string, unknown>>): number | null {
  const direct = [
    fieldsOf(report['nvme_smart_health_information_log'])?.['percentage_used'],
    fieldsOf(report['endurance_used'])?.['current_percent'],
    report['scsi_percentage_used_endurance_indicator'],
  ].find(isPercent);
  if (direct !== undefined) return direct;
  for (const row of listOf(fieldsOf(report['ata_smart_attributes'])?.['table'])) {
    const { name, value } = fieldsOf(row) ?? {};
    if (typeof name === 'string' && lifeLeft.has(name) && isPercent(value) && value >= 1 && value <= 100) return 100 - value;
  }
  return null;
}

/** NVMe counts up to 255, because a disk may live longer than its rating. */
function isPercent(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 255;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // no JSON is said by the caller
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isFields(value) ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
