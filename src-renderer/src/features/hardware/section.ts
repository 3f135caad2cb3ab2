/** How a part of the inventory is laid out for reading. */
import { mapReading, ok, type Reading } from '../../../../src-main/contracts/value.ts';
import { figureText, frequency, memoryFigure } from '../../lib/format.ts';

export interface Field {
  readonly label: string;
  readonly reading: Reading<string>;
}

export interface FieldGroup {
  readonly title: string | null;
  readonly fields: readonly Field[];
}

export interface Section {
  readonly id: 'processor' | 'memory' | 'gpus' | 'storage' | 'network' | 'chassis' | 'firmware' | 'platform';
  readonly title: string;
  readonly groups: readonly FieldGroup[];
  /** Set when the whole part is missing. */
  readonly missing: Exclude<Reading<never>, { status: 'ok' }> | null;
}

export function field(label: string, reading: Reading<string>): Field {
  return { label, reading };
}

export function plain(label: string, text: string): Field {
  return { label, reading: ok(text) };
}

export function yesNo(reading: Reading<boolean>, yes = 'yes', no = 'no'): Reading<string> {
  return mapReading(reading, (value) => (value ? yes : no));
}

export function numberText(reading: Reading<number>, unit = ''): Reading<string> {
  return mapReading(reading, (value) => `${value.toLocaleString('en-GB')}${unit === '' ? '' : `\u00a0${unit}`}`);
}

export function bytesText(reading: Reading<number>): Reading<string> {
  return mapReading(reading, (value) => figureText(memoryFigure(value)));
}

export function frequencyText(reading: Reading<number>): Reading<string> {
  return mapReading(reading, frequency);
}

export function listText(reading: Reading<readonly string[]>): Reading<string> {
  return mapReading(reading, (values) => (values.length === 0 ? 'none' : values.join(', ')));
}

export interface PcieLink {
  readonly speedGTs: number;
  readonly lanes: number;
  readonly generation: number;
}

export function linkText(reading: Reading<PcieLink>): Reading<string> {
  return mapReading(
    reading,
    ({ speedGTs, lanes, generation }) => `PCIe ${String(generation)}.0 ×${String(lanes)} (${String(speedGTs)}\u00a0GT/s)`,
  );
}

/** Fields and groups that contain every word; whole groups stay together when their title matches. */
export function searchSections(sections: readonly Section[], search: string): readonly Section[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return sections;
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  return sections.flatMap((section) => {
    const groups = section.groups.flatMap((group) => {
      const context = `${section.title} ${group.title ?? ''}`;
      const fields = group.fields.filter(({ label, reading }) =>
        matches(`${context} ${label} ${reading.status === 'ok' ? reading.value : `${reading.status} ${reading.why}`}`),
      );
      return fields.length === 0 ? [] : [{ ...group, fields }];
    });
    return groups.length === 0 ? [] : [{ ...section, groups }];
  });
}

/** A section as text, for copying. */
export function sectionText(section: Section): string {
  const missing = section.missing === null ? [] : [`  ${section.missing.status}: ${section.missing.why}`];
  const lines = section.groups.flatMap((group) => [
    ...(group.title === null ? [] : [`  ${group.title}`]),
    ...group.fields.map(
      ({ label, reading }) => `  ${label}: ${reading.status === 'ok' ? reading.value : `${reading.status} (${reading.why})`}`,
    ),
  ]);
  return [section.title, ...missing, ...lines].join('\n');
}
