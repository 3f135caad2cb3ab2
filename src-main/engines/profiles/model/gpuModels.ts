/**
 * How much memory a GPU model is sold with, for one purpose only: choosing a
 * profile where neither driver nor library says it. Never shown as a measured
 * value. Where several models share a name or an id, the smallest counts.
 * PCI ids: the public pci.ids list; memory: the lists of models below.
 */

export interface GpuModel {
  readonly memoryGB: number;
  readonly dataCentre: boolean;
  /** Computes in system memory, as much of it as there is. */
  readonly unified: boolean;
  readonly source: string;
}

const nvidia = 'https://en.wikipedia.org/wiki/List_of_Nvidia_graphics_processing_units';
const amd = 'https://en.wikipedia.org/wiki/List_of_AMD_graphics_processing_units';
const intel = 'https://en.wikipedia.org/wiki/List_of_Intel_graphics_processing_units';
const spark = 'https://www.nvidia.com/en-us/products/workstations/dgx-spark/';

type Kind = 'card' | 'dataCentre' | 'unified';
/** Name or `vendor:device`, memory, kind. The first row that fits counts: longer names stand before shorter ones. */
type Row = readonly [RegExp, number, Kind, string];

/** Data-centre cards first, since their short names (A40, L4) could hide inside longer ones. */
const rows: readonly Row[] = [
  [/\bGB10\b|^10de:2e12$/, 128, 'unified', spark],
  [/\bGB300\b|\bB300\b/, 270, 'dataCentre', nvidia],
  [/\bGB200\b|\bB200\b|\bB100\b/, 180, 'dataCentre', nvidia],
  [/\bH200\b|^10de:233[5b]$/, 141, 'dataCentre', nvidia],
  [/\bGH200\b|^10de:234[28]$/, 96, 'dataCentre', nvidia],
  [/\bH[18]00\b|^10de:23(?:30|31|39)$/, 80, 'dataCentre', nvidia],
  [/\bA[18]00\b.*80 ?GB|^10de:20b[25]$/i, 80, 'dataCentre', nvidia],
  [/\bA[18]00\b|^10de:20(?:b0|f1)$/, 40, 'dataCentre', nvidia],
  [/\bL40S?\b|^10de:26b[59]$/, 48, 'dataCentre', nvidia],
  [/\bL4\b|^10de:27b8$/, 24, 'dataCentre', nvidia],
  [/\bA40\b|^10de:2235$/, 48, 'dataCentre', nvidia],
  [/\bA30\b|\bA10G?\b|^10de:22(?:36|37)$/, 24, 'dataCentre', nvidia],
  [/\bA16\b|\bA2\b|\bT4G?\b|^10de:1eb8$/, 16, 'dataCentre', nvidia],
  [/\bV100\w*.*32 ?GB|^10de:1db[56]$/i, 32, 'dataCentre', nvidia],
  [/\bV100|^10de:1db[14]$/, 16, 'dataCentre', nvidia],
  [/\bP40\b/, 24, 'dataCentre', nvidia],
  [/\bP100\b/, 12, 'dataCentre', nvidia],
  [/RTX PRO 6000/i, 96, 'card', nvidia],
  [/RTX PRO 5000/i, 48, 'card', nvidia],
  [/RTX PRO 4500/i, 32, 'card', nvidia],
  [/RTX PRO 4000/i, 24, 'card', nvidia],
  [/RTX 6000 Ada/i, 48, 'card', nvidia],
  [/RTX 5000 Ada/i, 32, 'card', nvidia],
  [/RTX 4500 Ada/i, 24, 'card', nvidia],
  [/RTX 4000 (?:SFF )?Ada/i, 20, 'card', nvidia],
  [/RTX A6000|Quadro RTX 8000/i, 48, 'card', nvidia],
  [/RTX A5[05]00|Quadro RTX 6000|TITAN RTX/i, 24, 'card', nvidia],
  [/RTX A4500/i, 20, 'card', nvidia],
  [/RTX A4000|Quadro RTX 5000/i, 16, 'card', nvidia],
  [/RTX 5090 (?:Laptop|Mobile|Max)/i, 24, 'card', nvidia],
  [/RTX 5090\b|^10de:2b85$/i, 32, 'card', nvidia],
  [/RTX 50(?:80|70 Ti)\b|^10de:2c0[25]$/i, 16, 'card', nvidia],
  [/RTX 5070\b/i, 12, 'card', nvidia],
  [/RTX 50[56]0\b/i, 8, 'card', nvidia],
  [/RTX 4090 (?:Laptop|Mobile|Max)/i, 16, 'card', nvidia],
  [/RTX (?:4090|3090)\b|^10de:(?:2684|2204|2203)$/i, 24, 'card', nvidia],
  [/RTX 40(?:80|70 Ti SUPER)\b|^10de:2704$/i, 16, 'card', nvidia],
  [/RTX 4070\b/i, 12, 'card', nvidia],
  [/RTX 4060\b/i, 8, 'card', nvidia],
  [/RTX 4050\b/i, 6, 'card', nvidia],
  [/RTX 3080\b/i, 10, 'card', nvidia],
  [/RTX 30[67]0\b/i, 8, 'card', nvidia],
  [/RTX 2080 Ti|GTX 1080 Ti/i, 11, 'card', nvidia],
  [/RTX 20[78]0|GTX 10[78]0/i, 8, 'card', nvidia],
  [/RTX 2060|GTX 1660|RTX 3050/i, 6, 'card', nvidia],
  [/GTX 16[35]0|GTX 1050|GTX 9[5-8]0/i, 2, 'card', nvidia],
  [/\bMI325X\b/i, 256, 'dataCentre', amd],
  [/\bMI35[05]X\b/i, 288, 'dataCentre', amd],
  [/\bMI300A\b|^1002:74a0$/i, 128, 'unified', amd],
  [/\bMI30[08]X\b|^1002:74a1$/i, 192, 'dataCentre', amd],
  // Each of the two dies of these cards is a GPU of its own.
  [/\bMI2[15]0X?\b|^1002:740[8cf]$/i, 64, 'dataCentre', amd],
  [/\bMI100\b|\bMI60\b|^1002:738c$/i, 32, 'dataCentre', amd],
  [/\bMI[25]0\b|\bMI25\b/i, 16, 'dataCentre', amd],
  [/Strix Halo|Radeon 80[56]0S|^1002:1586$/i, 32, 'unified', amd],
  [/W7900\b/i, 48, 'card', amd],
  [/W7800\b|W6800\b|R9700\b/i, 32, 'card', amd],
  [/W7700\b|RX 7800\b|RX 6[89]\d0\b|RX 7900\b/i, 16, 'card', amd],
  [/RX 9070\b|RX 7700\b/i, 12, 'card', amd],
  [/RX 67\d0\b/i, 10, 'card', amd],
  [/RX 9060\b|RX 7[56]\d0\b|RX 66\d0\b|RX 5[67]00\b|Vega (?:56|64)\b/i, 8, 'card', amd],
  // Too old to count: they are listed so that they are not taken for something new.
  [/RX [45][789]0\b/i, 4, 'card', amd],
  [/Radeon HD|Radeon R[579]\b|Radeon R[79] |RX 5[56]0\b|FirePro/i, 1, 'card', amd],
  [/GeForce (?:GTS?|[6-9]\d{3}|GTX [4-8]\d0)\b|Quadro (?:FX|NVS|K|P|[2-6]\d{2})|\bNVS \d/i, 1, 'card', nvidia],
  [/Arc(?:\(TM\))? Pro B60\b/i, 24, 'card', intel],
  [/Arc(?:\(TM\))? Pro B50\b/i, 16, 'card', intel],
  [/Arc(?:\(TM\))? B580\b/i, 12, 'card', intel],
  [/Arc(?:\(TM\))? B570\b/i, 10, 'card', intel],
  [/Arc(?:\(TM\))? A(?:770|750|580)\b/i, 8, 'card', intel],
  [/Arc(?:\(TM\))? A380\b/i, 6, 'card', intel],
  [/Arc(?:\(TM\))? A3[1-7]0M?\b/i, 4, 'card', intel],
  [/Data Center GPU Max 1550/i, 128, 'dataCentre', intel],
  [/Data Center GPU Max 1100/i, 48, 'dataCentre', intel],
  [/Data Center GPU Flex/i, 12, 'dataCentre', intel],
];

/** The model by its name, else by its PCI id; undefined when neither is listed. */
export function findGpuModel(name: string | undefined, pciId: string | undefined): GpuModel | undefined {
  const row = lookUp(name) ?? lookUp(pciId?.toLowerCase());
  if (row === undefined) return undefined;
  const [, memoryGB, kind, source] = row;
  return { memoryGB, dataCentre: kind === 'dataCentre', unified: kind === 'unified', source };
}

function lookUp(text: string | undefined): Row | undefined {
  return text === undefined ? undefined : rows.find(([pattern]) => pattern.test(text.slice(0, 200)));
}

/** Computers with a GPU inside of the processor that shares the memory, by the product name of the firmware. */
const unifiedComputers = /DGX[ _-]Spark|\bGB10\b|Ascent GX10|ThinkStation PGX|ZGX Nano/i;

/** True when the product is sold as such a computer; its GPU may be missing from the list of devices. */
export function isUnifiedComputer(product: string | undefined): boolean {
  return product !== undefined && unifiedComputers.test(product.slice(0, 200));
}
