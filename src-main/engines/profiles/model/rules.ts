/**
 * Which profile fits, as data: the first rule that fits is taken. Every rule
 * says in plain words why it fits or what rules it out.
 */
import type { BuiltInProfileId, ProfileReason } from '../../../contracts/profiles.ts';
import { titleOf } from './builtIn.ts';
import type { Accelerator, ProfileFacts } from './facts.ts';

interface Verdict {
  readonly fits: boolean;
  readonly text: string;
}

/** Rules know nothing of each other; their order is the list below. */
interface Rule {
  readonly profileId: BuiltInProfileId;
  readonly judge: (facts: ProfileFacts) => Verdict;
}

/** A card of 24 GB shows 22.5 to 24: error correction and the driver take their share. */
const tolerance = 0.9;

function yes(text: string): Verdict {
  return { fits: true, text };
}

function no(text: string): Verdict {
  return { fits: false, text };
}

/** First, because a guest must not be tuned as if it owned the hardware. */
function judgeVirtualMachine(facts: ProfileFacts): Verdict {
  if (facts.container !== null) return yes(`runs in a container (${facts.container})`);
  if (facts.virtualMachine !== null) return yes(`runs in a virtual machine (${facts.virtualMachine})`);
  return no('runs on real hardware');
}

/** Before all cards: heat and battery limit a laptop, whatever is built into it. */
function judgeLaptop(facts: ProfileFacts): Verdict {
  if (facts.laptopBecause !== null) {
    const cards = facts.accelerators.length;
    return yes(cards === 0 ? facts.laptopBecause : `${facts.laptopBecause}; a large GPU in a laptop is still a laptop`);
  }
  return no(facts.otherBattery ? 'the chassis is none, its battery belongs to something else' : 'no battery and no laptop chassis');
}

/** Largest card and all cards together, GiB; cards whose memory nobody knows count as nothing. */
function memoryOf(accelerators: readonly Accelerator[]): { readonly largest: number; readonly total: number } {
  const sizes = accelerators.filter((one) => !one.unified).map((one) => one.memoryGB ?? 0);
  return { largest: Math.max(0, ...sizes), total: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Devices in shared memory are left out: their memory is the machine’s. */
function cardsInWords(accelerators: readonly Accelerator[]): string {
  const cards = accelerators.filter((one) => !one.unified);
  if (cards.length === 0) return 'no GPU of its own';
  const { total } = memoryOf(cards);
  const count = cards.length === 1 ? (cards[0]?.name ?? 'one GPU') : `${String(cards.length)} GPUs`;
  if (cards.every((card) => card.memoryGB === null)) return `${count}, memory not known`;
  return cards.length === 1 ? `${count}, ${String(total)} GB VRAM` : `${count}, ${String(total)} GB VRAM in total`;
}

/** Sizes in GB as sold. */
interface AiNeeds {
  readonly memoryGB: number;
  readonly unifiedGB: number;
  readonly largestGB: number;
  readonly totalGB: number;
}

/** A 24 GB card holds a 13-billion-parameter model in 8 bit; 64 GB of memory stage it and its data. */
const flagshipNeeds: AiNeeds = { memoryGB: 64, unifiedGB: 96, largestGB: 24, totalGB: 48 };
const workstationNeeds: AiNeeds = { memoryGB: 32, unifiedGB: 32, largestGB: 12, totalGB: 24 };

/** Sizes decide, never names: a card that no list knows is judged by what its driver reports. */
function judgeAi(facts: ProfileFacts, needs: AiNeeds): Verdict {
  const memory = facts.memoryGB ?? 0;
  const unified = facts.accelerators.find((one) => one.unified);
  if (unified !== undefined && memory >= needs.unifiedGB) return yes(`${unified.name} computes in ${facts.memoryText} that it shares`);
  const { largest, total } = memoryOf(facts.accelerators);
  const cards = cardsInWords(facts.accelerators);
  const unsized = facts.accelerators.filter((one) => !one.unified && one.memoryGB === null);
  // Nobody fits several cards into a server for its screen, whatever their driver keeps to itself.
  if (facts.serverChassis && unsized.length > 1 && memory >= needs.memoryGB)
    return yes(`${cards}, in a server chassis, ${facts.memoryText}`);
  if (largest < needs.largestGB * tolerance && total < needs.totalGB * tolerance) {
    if (unified !== undefined) return no(`${facts.memoryText} shared with the GPU, ${String(needs.unifiedGB)} GB needed`);
    return no(`${cards}; a card of ${String(needs.largestGB)} GB or ${String(needs.totalGB)} GB in total needed`);
  }
  if (memory < needs.memoryGB) return no(`${facts.memoryText}, ${String(needs.memoryGB)} GB needed beside ${cards}`);
  return yes(`${cards}, ${facts.memoryText}`);
}

/** A missing screen alone is no proof: without server hardware it takes many threads as well. */
function judgeServer(facts: ProfileFacts): Verdict {
  const cards = facts.accelerators.length;
  if (facts.serverChassis)
    return yes(cards === 0 ? 'a server chassis without GPUs' : `a server chassis, ${cardsInWords(facts.accelerators)}`);
  if (cards > 0 || !facts.gpusKnown) return no('no server chassis');
  if (facts.managementGraphics) return yes('no GPU but the one of its management controller');
  if ((facts.packages ?? 1) > 1) return yes(`${String(facts.packages)} processors and no GPU of its own`);
  const threads = facts.threads ?? 0;
  if (facts.integratedGraphics === 0 && threads >= 32) return yes(`${String(threads)} threads and no graphics at all`);
  return no('no server chassis, one processor, and no management controller');
}

/** Much memory beside a card that is too small for models. */
function judgeCreator(facts: ProfileFacts): Verdict {
  const memory = facts.memoryGB ?? 0;
  if (facts.apple && memory >= 32) return yes(`Apple processor with ${facts.memoryText} shared with its GPU`);
  const { largest } = memoryOf(facts.accelerators);
  if (largest < 4 * tolerance) return no(`${cardsInWords(facts.accelerators)}; a card of 4 GB needed`);
  if (memory >= 64) return yes(`${cardsInWords(facts.accelerators)}, ${facts.memoryText}`);
  if (memory >= 32 && (facts.threads ?? 0) >= 24)
    return yes(`${String(facts.threads)} threads, ${facts.memoryText}, ${cardsInWords(facts.accelerators)}`);
  return no(`${facts.memoryText}; 64 GB needed, or 32 GB with 24 threads`);
}

/** A card of unknown size counts: nobody buys a separate card for office work. */
function judgeGaming(facts: ProfileFacts): Verdict {
  const cards = facts.accelerators.filter((one) => !one.unified);
  const large = cards.some((card) => card.memoryGB === null || card.memoryGB >= 6 * tolerance);
  if (!large) return no(`${cardsInWords(facts.accelerators)}; a card of 6 GB needed`);
  if ((facts.memoryGB ?? 0) < 16) return no(`${facts.memoryText}, 16 GB needed`);
  return yes(`${cardsInWords(cards)}, ${facts.memoryText}`);
}

function judgeDeveloper(facts: ProfileFacts): Verdict {
  return (facts.memoryGB ?? 0) >= 16
    ? yes(`${facts.memoryText}, ${cardsInWords(facts.accelerators)}`)
    : no(`${facts.memoryText}, 16 GB needed`);
}

/** From the most to the least particular; the last one fits every machine. */
const profileRules: readonly Rule[] = [
  { profileId: 'virtual-machine', judge: judgeVirtualMachine },
  { profileId: 'laptop', judge: judgeLaptop },
  { profileId: 'ai-flagship', judge: (facts) => judgeAi(facts, flagshipNeeds) },
  { profileId: 'ai-workstation', judge: (facts) => judgeAi(facts, workstationNeeds) },
  { profileId: 'server', judge: judgeServer },
  { profileId: 'content-creator', judge: judgeCreator },
  { profileId: 'gaming', judge: judgeGaming },
  { profileId: 'developer', judge: judgeDeveloper },
  { profileId: 'standard', judge: (facts) => yes(`${facts.memoryText}, ${cardsInWords(facts.accelerators)}`) },
];

/** Never without a reason with effect `chose`. */
export interface Detection {
  readonly profileId: BuiltInProfileId;
  readonly reasons: readonly ProfileReason[];
}

/** The chosen profile first, then what ruled out those before it, then notes and what came after. */
export function detectProfile(facts: ProfileFacts): Detection {
  const judged = profileRules.map((rule) => ({ profileId: rule.profileId, ...rule.judge(facts) }));
  const chosen = judged.find((one) => one.fits) ?? { profileId: 'standard' as const, text: facts.memoryText };
  const others = judged.filter((one) => one.profileId !== chosen.profileId);
  return {
    profileId: chosen.profileId,
    reasons: [
      { text: `${chosen.text} → ${titleOf(chosen.profileId)}`, effect: 'chose', profileId: chosen.profileId },
      ...notes(facts, chosen.profileId, others),
      ...others
        .filter((one) => !one.fits)
        .map((one): ProfileReason => {
          return { text: `not ${titleOf(one.profileId)}: ${one.text}`, effect: 'ruledOut', profileId: one.profileId };
        }),
    ],
  };
}

function notes(
  facts: ProfileFacts,
  chosen: BuiltInProfileId,
  others: readonly (Verdict & { readonly profileId: BuiltInProfileId })[],
): readonly ProfileReason[] {
  const texts: string[] = [];
  if (facts.virtualMachine !== null) texts.push('runs in a VM → the host owns CPU frequency and disk scheduling, left alone');
  if (facts.container !== null) texts.push('runs in a container → kernel settings belong to the host, left alone');
  if (facts.managementGraphics) texts.push('the graphics of the management controller do not count as a GPU');
  texts.push(...new Set(facts.accelerators.flatMap(memoryNote)));
  const also = others.filter((one) => one.fits && one.profileId !== 'standard');
  const general = texts.map((text): ProfileReason => ({ text, effect: 'note', profileId: null }));
  const fitting = also.map((one): ProfileReason => {
    return {
      text: `${titleOf(one.profileId)} would fit too (${one.text}); ${titleOf(chosen)} comes first`,
      effect: 'note',
      profileId: one.profileId,
    };
  });
  return [...general, ...fitting];
}

/** Says aloud when a choice rests on a list instead of a measurement. */
function memoryNote(card: Accelerator): readonly string[] {
  if (card.memoryFrom === 'model') {
    return [
      `nothing on this machine says how much memory ${card.name} has; its model is sold with ${String(card.memoryGB)} GB or more (${card.source ?? ''}), which is used for this choice only`,
    ];
  }
  if (card.memoryFrom === 'nothing' && !card.unified)
    return [`how much memory ${card.name} has is not known, so it counts as a card of unknown size`];
  return [];
}
