/** One knob on one machine under one profile: what it is, what it should be, and whether that is proposed. Pure. */
import { assertNever } from '../../../base/assertNever.ts';
import { printable } from '../../../base/text.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { RiskClass } from '../../../contracts/operations.ts';
import type { ProfileInfo } from '../../../contracts/profiles.ts';
import type { KnobDecision, KnobOwner, KnobState, PlanInput } from '../../../contracts/tuning.ts';
import { absent, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import type { DropIn, Found, Knob, MachineView, Target, Want } from './knob.ts';
import { blocks, type OwnerFacts, ownerOf } from './owners.ts';
import { allowedInWords, problemOnDevice, satisfied } from './values.ts';

/** Whose wish it is, and how far it may go. */
export interface Request {
  readonly profile: Pick<ProfileInfo, 'id' | 'title' | 'base' | 'knobs' | 'acceptedDangers'>;
  readonly input: PlanInput;
  readonly overrideAdministrator: boolean;
}

/** What a proposed knob does to the machine. */
export interface Change {
  readonly knob: Knob;
  readonly value: string;
  readonly why: string;
  /** Only the places that do not have the value yet. */
  readonly targets: readonly Target[];
  readonly dropIn: { readonly file: DropIn; readonly before: string | null } | null;
}

/** What is shown, and what would be done; the latter only when it is proposed. */
export interface Decided {
  readonly state: KnobState;
  readonly change: Change | null;
}

/** @throws AppError tuning.outOfRange when the caller's own value is impossible on this machine */
export function decideKnob(knob: Knob, machine: MachineView, facts: OwnerFacts, request: Request): Decided {
  const reading = knob.find(machine);
  const found = okValue(reading);
  const owner = ownerOf(knob, found, machine, facts);
  if (found === undefined || found.targets.length === 0) return { state: notApplicable(knob, reading), change: null };
  const wish = wishFor(knob, machine, found, request);
  const verdict = judge(knob, machine, found, owner, wish, request, facts);
  return {
    state: {
      ...described(knob),
      risk: riskOf(verdict.change, knob),
      location: locationOf(knob, found.targets),
      now: ok(nowOf(found.targets)),
      allowed: ok(found.allowed),
      proposed: wish.value,
      why: verdict.why,
      decision: verdict.decision,
      owner,
    },
    change: verdict.decision === 'propose' ? verdict.change : null,
  };
}

interface Wish extends Want {
  /** Asked for by name, not only by a built-in profile. */
  readonly explicit: boolean;
}

/** The caller’s value, then the user’s profile, then the built-in rule; only the first may fail loudly. */
function wishFor(knob: Knob, machine: MachineView, found: Found, request: Request): Wish {
  const { input, profile } = request;
  const asked = ownEntry(input.values, knob.id);
  if (asked !== undefined) {
    const allowed = problemOnDevice(found.allowed, knob.rule, asked);
    if (allowed !== null) throw outOfRange(knob, asked, allowed);
    return { value: asked, why: 'the value you chose', explicit: true };
  }
  const named = input.only?.includes(knob.id) ?? false;
  const own = ownEntry(profile.knobs, knob.id);
  if (own === null) return { value: null, why: `the profile ${profile.title} leaves it alone`, explicit: named };
  if (own !== undefined) {
    const allowed = problemOnDevice(found.allowed, knob.rule, own);
    if (allowed === null) return { value: own, why: `the profile ${profile.title} sets it`, explicit: true };
    return { value: null, why: `the profile ${profile.title} asks for ${own}, but this machine takes ${allowed}`, explicit: named };
  }
  const want = knob.want(machine, profile.base);
  if (want.value === null || problemOnDevice(found.allowed, knob.rule, want.value) === null) return { ...want, explicit: named };
  return {
    value: null,
    why: `${want.value} would suit this profile, but this machine takes ${allowedInWords(found.allowed)}`,
    explicit: named,
  };
}

function outOfRange(knob: Knob, value: string, allowed: string): AppError<'tuning.outOfRange'> {
  return new AppError(
    'tuning.outOfRange',
    `${knob.title} (${knob.id}) cannot be ${printable(value)} on this machine; it takes ${allowed}.`,
    {
      details: { knobId: knob.id, value, allowed },
    },
  );
}

/** The decision with its sentence. */
interface Verdict {
  readonly decision: KnobDecision;
  readonly why: string;
  readonly change: Change | null;
}

/** In the order in which a person asks: wanted at all? there already? whose is it? dangerous? asked for? proven? */
function judge(knob: Knob, machine: MachineView, found: Found, owner: KnobOwner, wish: Wish, request: Request, facts: OwnerFacts): Verdict {
  const { value } = wish;
  const say = (decision: KnobDecision, why: string, change: Change | null = null): Verdict => ({ decision, why, change });
  if (value === null) return say('leftAlone', wish.why);
  const change = changeFor(knob, machine, found, value, wish.why, request, facts);
  if (change.targets.length === 0 && change.dropIn === null) return say('alreadyThere', wish.why, change);
  if (blocks(owner) && !overridden(owner, request))
    return say('leftAlone', `${owner.why}; the profile would use ${value}: ${wish.why}`, change);
  const { input, profile } = request;
  if (knob.tier === 'C' && !input.acceptDangers.includes(knob.id) && !profile.acceptedDangers.includes(knob.id)) {
    return say('needsConsent', wish.why, change);
  }
  if (input.only !== null && !input.only.includes(knob.id) && ownEntry(input.values, knob.id) === undefined) {
    return say('offered', `not among the knobs that were asked for; ${wish.why}`, change);
  }
  if (knob.tier === 'B' && !input.includeTierB && !wish.explicit) return say('offered', `worth a measurement: ${wish.why}`, change);
  return say('propose', withOwner(wish.why, owner, change, request), change);
}

/** An overridden owner may win again at the next boot; whoever reads the Plan is told so. */
function withOwner(why: string, owner: KnobOwner, change: Change, request: Request): string {
  if (!blocks(owner)) return why;
  const later = request.input.persist && change.dropIn === null ? `; at the next boot ${owner.name} decides again` : '';
  return `${why}; overrides ${owner.name} (${owner.why})${later}`;
}

/** The setting covers the administrator only; everything else is overridden for one Plan at a time. */
function overridden(owner: KnobOwner, request: Request): boolean {
  return request.input.overrideOwners || (owner.kind === 'administrator' && request.overrideAdministrator);
}

function changeFor(
  knob: Knob,
  machine: MachineView,
  found: Found,
  value: string,
  why: string,
  request: Request,
  facts: OwnerFacts,
): Change {
  // A value that was named is meant exactly; a profile's may also be exceeded where more does no harm.
  const raiseOnly = knob.raiseOnly && ownEntry(request.input.values, knob.id) === undefined;
  const targets = found.targets.filter((target) => !satisfied(target.now, value, raiseOnly));
  return { knob, value, why, targets, dropIn: request.input.persist ? dropInFor(knob, machine, value, targets.length > 0, facts) : null };
}

/** The file that is missing or says something else, with its old text for the diff. */
function dropInFor(knob: Knob, machine: MachineView, value: string, changes: boolean, facts: OwnerFacts): Change['dropIn'] {
  const file = knob.dropIn(machine, value);
  if (file === null || overruledAtBoot(knob, file, facts)) return null;
  const raw = machine.readRaw(file.path);
  if (raw === file.content) return null;
  // A value that is there without us needs no file of ours; one of ours that says something else does.
  return changes || raw !== null ? { file, before: raw } : null;
}

/** A later file of the same key has the last word at boot, so a drop-in of ours would be a promise that is not kept. */
function overruledAtBoot(knob: Knob, file: DropIn, facts: OwnerFacts): boolean {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return knob.sysctlKeys
    .flatMap((key) => facts.sysctl(key))
    .some((entry) => {
      const other = entry.file.slice(entry.file.lastIndexOf('/') + 1);
      return entry.owner !== 'product' && (entry.file === '/etc/sysctl.conf' || other > name);
    });
}

const riskOrder: readonly RiskClass[] = ['reversible', 'persistent', 'boot', 'irreversible'];

/** The class of a Plan with this knob alone. */
function riskOf(change: Change | null, knob: Knob): RiskClass {
  const risks = (change?.targets ?? []).map((target) => operationRisk(target.operation(change?.value ?? '')));
  if (change === null ? knob.group !== 'boot' : change.dropIn !== null) risks.push('persistent');
  if (knob.group === 'boot') risks.push('boot');
  return riskOrder.findLast((risk) => risks.includes(risk)) ?? 'reversible';
}

/** The executor’s own classes (docs/adr/0003-risk-classes.md); it raises a step that claims less. */
export function operationRisk(operation: ReturnType<Target['operation']>): RiskClass {
  switch (operation.kind) {
    case 'sysctl.set':
    case 'sysfs.set':
    case 'zramSwap.set':
      return 'reversible';
    case 'file.install':
    case 'process.adjust':
      return 'persistent';
    case 'service.set':
      return operation.enabled === null ? 'reversible' : 'persistent';
    case 'kernelCommandLine.set':
      return 'boot';
    case 'process.signal':
      return 'irreversible';
    default:
      return assertNever(operation, 'operation');
  }
}

/** Absent and unknown keep apart: the first is a fact about the machine, the second about our sight. */
function notApplicable(knob: Knob, reading: Reading<Found>): KnobState {
  const missing = reading.status === 'ok' ? absent('there is nothing of this kind on this machine') : reading;
  const why = missing.status === 'absent' ? missing.why : `it could not be read: ${missing.why}`;
  const same = missing.status === 'absent' ? absent(missing.why) : unknown(missing.why);
  return {
    ...described(knob),
    risk: riskOf(null, knob),
    location: knob.location,
    now: same,
    allowed: same,
    proposed: null,
    why,
    decision: 'notApplicable',
    owner: { kind: 'nobody', name: 'nobody', why: 'there is nothing to own' },
  };
}

function described(knob: Knob): Pick<KnobState, 'id' | 'title' | 'meaning' | 'group' | 'tier' | 'danger' | 'evidence' | 'unit'> {
  const { id, title, meaning, group, tier, danger, evidence, unit } = knob;
  return { id, title, meaning, group, tier, danger, evidence: [...evidence], unit };
}

function locationOf(knob: Knob, targets: readonly Target[]): string {
  const [first] = targets;
  if (first === undefined) return knob.location;
  return targets.length === 1 ? first.location : `${knob.location} (${String(targets.length)} places)`;
}

/** The common value, or each value with the places that have it. */
function nowOf(targets: readonly Target[]): string {
  const groups = new Map<string, string[]>();
  for (const target of targets) {
    const shown = target.nowText ?? target.now;
    groups.set(shown, [...(groups.get(shown) ?? []), target.label]);
  }
  if (groups.size === 1) return printable([...groups.keys()][0] ?? '');
  return [...groups].map(([value, labels]) => printable(`${value} (${shortList(labels)})`)).join(', ');
}

/** Four names at most; a server has hundreds of processors. */
function shortList(labels: readonly string[]): string {
  return labels.length <= 4 ? labels.join(', ') : `${labels.slice(0, 3).join(', ')} and ${String(labels.length - 3)} more`;
}

/** A record from outside may have a member called `constructor`; only its own ones count. */
function ownEntry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
