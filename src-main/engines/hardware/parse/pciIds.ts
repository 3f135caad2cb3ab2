/**
 * The pci.ids database. It is 1.5 MB of text, so only the vendors asked for
 * are looked up, by searching the text and not by parsing all of it.
 * Format: the comment at its own head, https://pci-ids.ucw.cz.
 */
import { printable } from '../../../base/text.ts';

export interface PciNames {
  vendor(vendorId: string): string | undefined;
  device(vendorId: string, deviceId: string): string | undefined;
}

const hexId = /^[0-9a-f]{4}$/;

export function createPciNames(text: string): PciNames {
  const sections = new Map<string, string | undefined>();
  const sectionOf = (vendorId: string): string | undefined => {
    if (!hexId.test(vendorId)) return undefined;
    if (!sections.has(vendorId)) sections.set(vendorId, findSection(text, vendorId));
    return sections.get(vendorId);
  };
  return {
    vendor: (vendorId) => nameAfter(sectionOf(vendorId)?.split('\n', 1)[0], vendorId),
    device(vendorId, deviceId) {
      const section = sectionOf(vendorId);
      if (section === undefined || !hexId.test(deviceId)) return undefined;
      const at = section.indexOf(`\n\t${deviceId}  `);
      return at === -1 ? undefined : nameAfter(section.slice(at + 2).split('\n', 1)[0], deviceId);
    },
  };
}

/** From the vendor's line to the next line that is neither indented nor a comment. */
function findSection(text: string, vendorId: string): string | undefined {
  const head = `${vendorId}  `;
  const start = text.startsWith(head) ? 0 : text.indexOf(`\n${head}`) + 1;
  if (start === 0 && !text.startsWith(head)) return undefined;
  for (let at = text.indexOf('\n', start); at !== -1; at = text.indexOf('\n', at + 1)) {
    const next = text[at + 1];
    if (next !== '\t' && next !== '#' && next !== '\n') return text.slice(start, at);
  }
  return text.slice(start);
}

function nameAfter(line: string | undefined, id: string): string | undefined {
  const name = line === undefined ? '' : printable(line.slice(id.length)).slice(0, 256);
  return name === '' ? undefined : name;
}
