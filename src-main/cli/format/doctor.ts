/** `hecate doctor` for people: what got slower and what is missing first, because that is why one asks. */
import type { Regression } from '../../contracts/benchmark.ts';
import type { Capability } from '../../contracts/hardware.ts';
import { blocks, fields, type Page } from '../terminal/layout.ts';
import { formatRegressions } from './benchCompare.ts';
import { safe } from './reading.ts';
import { counted } from './units.ts';

export function formatDoctor(page: Page, capabilities: readonly Capability[], regressions: readonly Regression[]): readonly string[] {
  const missing = capabilities.filter((capability) => capability.status !== 'available');
  const there = capabilities.filter((capability) => capability.status === 'available');
  return blocks(
    ...(regressions.length === 0 ? [] : [formatRegressions(page, regressions)]),
    ...missing.map((capability) => lines(page, capability)),
    there.length === 0
      ? []
      : [
          page.style.strong('Available'),
          ...fields(
            page,
            there.map((capability) => ({ name: safe(capability.title), value: safe(capability.why) })),
          ),
        ],
    [`${counted(there.length, 'capability', 'capabilities')} available, ${String(missing.length)} not.`],
  );
}

function lines(page: Page, capability: Capability): readonly string[] {
  const paint = capability.status === 'absent' ? page.style.warn : page.style.bad;
  return [
    `${paint(capability.status === 'absent' ? 'missing' : 'unknown')} ${page.style.strong(safe(capability.title))}`,
    ...fields(page, [
      { name: 'why', value: safe(capability.why) },
      ...(capability.remedy === null ? [] : [{ name: 'to get it', value: safe(capability.remedy) }]),
    ]),
  ];
}
