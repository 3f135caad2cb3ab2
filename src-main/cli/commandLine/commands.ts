/** Every command of `hecate`. The texts come from the contract member that a command calls. */
import { benchCommands } from './benchCommands.ts';
import { limit, monitorCommands, yes } from './monitorCommands.ts';
import type { ArgumentSpec, CommandSpec, GroupSpec, OptionSpec } from './spec.ts';

const infoSections = ['cpu', 'memory', 'gpus', 'storage', 'network', 'chassis', 'firmware', 'platform'] as const;

/** Understood by every command. */
export const globalOptions: readonly OptionSpec[] = [
  { name: 'json', summary: 'Print one JSON document instead of text; an error is a document with the key "error"' },
  {
    name: 'sysroot',
    value: { placeholder: 'FOLDER', complete: 'folder' },
    summary: 'Look at a recorded machine (a folder with proc and sys) instead of this one; nothing can be changed there',
  },
  { name: 'no-color', summary: 'No colours; the same as setting NO_COLOR' },
  { name: 'help', short: 'h', summary: 'Explain the command and exit' },
  { name: 'version', short: 'V', summary: 'Print the version and exit' },
];

const knobList = { placeholder: 'KNOB', complete: 'knob' } as const;

const planOptions: readonly OptionSpec[] = [
  {
    name: 'profile',
    value: { placeholder: 'ID', complete: 'profile' },
    summary: 'Plan for this profile instead of the one in force',
  },
  { name: 'only', value: knobList, repeatable: true, splits: true, summary: 'Only this knob; may be repeated' },
  {
    name: 'set',
    value: { placeholder: 'KNOB=VALUE', complete: 'knob' },
    repeatable: true,
    summary: 'This value for one knob, over the profile; may be repeated',
  },
  { name: 'tier-b', summary: 'Include what is plausible but not proven everywhere' },
  {
    name: 'accept-danger',
    value: knobList,
    repeatable: true,
    splits: true,
    summary: 'Include this dangerous knob; its danger is stated in the plan',
  },
  { name: 'override-owners', summary: 'Also change what the administrator or another tuning program owns' },
  { name: 'no-persist', summary: 'Until the next reboot only' },
];

const profileArgument: ArgumentSpec = {
  name: 'id',
  placeholder: 'ID',
  complete: 'profile',
  summary: 'A profile id; profile list shows them',
};

const definitions = [
  {
    id: 'info',
    member: 'hardware.inventory',
    note: 'Without a section everything is shown. What could not be found out says why.',
    arguments: [{ name: 'section', placeholder: 'SECTION', choices: infoSections, optional: true, summary: 'Only this part' }],
    options: [{ name: 'redact', summary: 'Remove names, addresses and serial numbers, for a bug report' }],
    examples: [
      { line: 'hecate info', what: 'What this machine is' },
      { line: 'hecate info --json --redact > machine.json', what: 'For a bug report' },
    ],
  },
  { id: 'profile show', member: 'profiles.choice' },
  { id: 'profile list', member: 'profiles.list' },
  { id: 'profile set', member: 'profiles.select', arguments: [profileArgument] },
  {
    id: 'profile auto',
    member: 'profiles.select',
    title: 'Let the hardware decide',
    note: 'This command removes the override.',
  },
  {
    id: 'profile clone',
    member: 'profiles.clone',
    arguments: [profileArgument, { name: 'newId', placeholder: 'NEW-ID', summary: 'Id of the copy' }],
    options: [{ name: 'title', value: { placeholder: 'TEXT' }, summary: 'Title of the copy; default is its id' }],
  },
  {
    id: 'profile edit',
    member: 'profiles.save',
    title: 'Edit a profile',
    note: 'Opens the profile in the editor that VISUAL or EDITOR names. Nothing is saved unless the file is right.',
    arguments: [profileArgument],
  },
  {
    id: 'profile export',
    member: 'profiles.export',
    note: 'The text goes to standard output.',
    arguments: [profileArgument],
    examples: [{ line: 'hecate profile export mine > mine.json', what: 'Keep or share a profile' }],
  },
  {
    id: 'profile import',
    member: 'profiles.import',
    arguments: [{ name: 'file', placeholder: 'FILE', complete: 'file', summary: 'A profile file; - reads standard input' }],
    options: [{ name: 'replace', summary: 'Replace a profile of the same id' }],
  },
  { id: 'profile remove', member: 'profiles.remove', arguments: [profileArgument] },
  {
    id: 'tune plan',
    aliases: ['plan'],
    member: 'tuning.plan',
    options: planOptions,
    examples: [
      { line: 'hecate tune plan', what: 'What would change on this machine, and why' },
      { line: 'hecate tune plan --profile server --json', what: 'The same for another profile, for a script' },
    ],
  },
  {
    id: 'tune apply',
    aliases: ['apply'],
    member: 'tuning.apply',
    note: 'The plan is made and shown first, and you are asked unless --yes is given. With a countdown you are asked again whether to keep it.',
    options: [
      ...planOptions,
      yes,
      {
        name: 'confirm-within',
        value: { placeholder: 'SECONDS', range: { min: 5, max: 600 } },
        summary: 'Undo everything unless it is kept within this time; risky plans do this on a terminal by themselves',
      },
    ],
    examples: [
      { line: 'hecate tune apply', what: 'Show the plan, ask, apply' },
      { line: 'hecate tune apply --only swappiness --yes', what: 'One knob, without a question' },
    ],
  },
  {
    id: 'tune confirm',
    member: 'tuning.confirm',
    arguments: [
      { name: 'plan', placeholder: 'PLAN', complete: 'plan', optional: true, summary: 'A plan id; default is the one that waits' },
    ],
  },
  {
    id: 'tune verify',
    aliases: ['verify'],
    member: 'tuning.verify',
    note: 'Exit code 3 says that something differs.',
    arguments: [{ name: 'plan', placeholder: 'PLAN', complete: 'plan', optional: true, summary: 'Only this plan' }],
  },
  {
    id: 'tune undo',
    aliases: ['undo'],
    member: 'tuning.undo',
    note: 'Without a plan id the last plan is undone.',
    arguments: [{ name: 'plan', placeholder: 'PLAN', complete: 'plan', optional: true, summary: 'A plan id; tune history shows them' }],
    options: [
      { name: 'knob', value: knobList, summary: 'Only this knob, over all plans that touched it' },
      { name: 'all', summary: 'Every plan, newest first: back to stock' },
      { name: 'force', summary: 'Also where somebody else changed the value since' },
      yes,
    ],
    examples: [
      { line: 'hecate undo', what: 'Take back the last plan' },
      { line: 'hecate undo --all --yes', what: 'Everything back to stock' },
    ],
  },
  { id: 'tune status', aliases: ['status'], member: 'tuning.status', note: 'Exit code 3 says that something drifted.' },
  {
    id: 'tune history',
    member: 'tuning.history',
    options: [
      { ...limit, summary: 'At most this many plans; default 20' },
      { name: 'details', summary: 'Show the steps of each plan' },
      { name: 'proofs', summary: 'Also the plans with which proofs tried something' },
    ],
  },
  { id: 'doctor', member: 'hardware.doctor', note: 'Also says what benchmarks show to be slower since the kernel or a driver changed.' },
  ...monitorCommands,
  ...benchCommands,
  { id: 'jobs', member: 'jobs.list' },
  {
    id: 'settings get',
    member: 'settings.get',
    arguments: [{ name: 'field', placeholder: 'FIELD', complete: 'setting', optional: true, summary: 'Only this field' }],
  },
  {
    id: 'settings set',
    member: 'settings.set',
    arguments: [
      { name: 'field', placeholder: 'FIELD', complete: 'setting', summary: 'A field that settings get shows' },
      { name: 'value', placeholder: 'VALUE', summary: 'Its new value; null clears what may be empty' },
    ],
  },
  { id: 'version', member: 'system.about', title: 'Versions, folders and ways to root' },
  {
    id: 'complete',
    member: null,
    title: 'Words for shell completion, one a line',
    hidden: true,
    arguments: [
      {
        name: 'list',
        placeholder: 'LIST',
        choices: ['profile', 'knob', 'plan', 'setting', 'series', 'alert', 'benchmark', 'run', 'proof'],
        summary: 'What to list',
      },
    ],
  },
] as const satisfies readonly CommandSpec[];

export type CommandId = (typeof definitions)[number]['id'];

export const commands: readonly CommandSpec<CommandId>[] = definitions;

/** What help, man page and completions show. */
export const visibleCommands: readonly CommandSpec<CommandId>[] = commands.filter((command) => command.hidden !== true);

export const groups: readonly GroupSpec[] = [
  { id: 'profile', contract: 'profiles', fallback: 'profile show' },
  { id: 'tune', contract: 'tuning', fallback: null },
  { id: 'process', contract: 'processes', fallback: 'process show' },
  { id: 'history', contract: 'history', fallback: 'history status' },
  { id: 'alerts', contract: 'alerts', fallback: 'alerts active' },
  { id: 'bench', contract: 'benchmark', fallback: 'bench list' },
  { id: 'proof', contract: 'proof', fallback: 'proof list' },
  { id: 'web', contract: 'monitor', fallback: 'web show' },
  { id: 'settings', contract: 'settings', fallback: 'settings get' },
];
