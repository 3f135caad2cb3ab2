/** Commands about what the machine does: live figures, processes, history, alerts and the dashboard. */
import type { ArgumentSpec, CommandSpec, OptionSpec } from './spec.ts';

export const yes: OptionSpec = { name: 'yes', short: 'y', summary: 'Do not ask' };

export const limit: OptionSpec = {
  name: 'limit',
  value: { placeholder: 'COUNT', range: { min: 1, max: 1000 } },
  summary: 'At most this many',
};

const count: OptionSpec = {
  name: 'count',
  short: 'n',
  value: { placeholder: 'COUNT', range: { min: 1, max: 1_000_000 } },
  summary: 'End after this many frames',
};

export const processSorts = ['cpu', 'memory', 'io', 'gpu', 'pid', 'name', 'user', 'threads'] as const;

const sort: OptionSpec = { name: 'sort', value: { placeholder: 'COLUMN', choices: processSorts }, summary: 'Order by this; default cpu' };
const filter: OptionSpec = {
  name: 'filter',
  value: { placeholder: 'TEXT' },
  summary: 'Only those whose name, command, user or service has this text',
};
const tree: OptionSpec = { name: 'tree', summary: 'Below their parents' };

const pidArgument: ArgumentSpec = {
  name: 'pid',
  placeholder: 'PID',
  range: { min: 1, max: 4_194_304 },
  summary: 'A process id; processes shows them',
};

const seriesArgument: ArgumentSpec = {
  name: 'series',
  placeholder: 'SERIES',
  complete: 'series',
  repeatable: true,
  summary: 'A series that history list shows; a metric alone means all its devices, and a * stands for any text',
};

const span: OptionSpec = {
  name: 'span',
  value: { placeholder: 'DURATION' },
  summary: 'So far back from now: a number and s, m, h, d, w or y, for example 90m',
};

const spanOptions: readonly OptionSpec[] = [
  span,
  { name: 'from', value: { placeholder: 'TIME' }, summary: 'Start, for example 2026-11-23T14:00 (local time) or with Z (UTC)' },
  { name: 'to', value: { placeholder: 'TIME' }, summary: 'End, the same way; default now' },
];

const csv: OptionSpec = { name: 'csv', summary: 'Comma-separated values: time, step, series, unit, minimum, mean, maximum' };
const showToken: OptionSpec = { name: 'show-token', summary: 'Print the token too; whoever has it can see everything' };

export const monitorCommands = [
  {
    id: 'monitor',
    member: 'monitor.frame',
    title: 'Watch live figures',
    note: 'Until Ctrl-C. With --json one frame per line.',
    options: [count],
  },
  {
    id: 'top',
    member: 'processes.table',
    title: 'Watch processes',
    note: 'Fills the terminal; the key ? explains the others. Where the output is no terminal it prints one table, or as many as --count says, and ends.',
    options: [count, sort, limit, filter, tree],
    examples: [
      { line: 'hecate top', what: 'Who uses the machine, live' },
      { line: 'hecate top -n 1 --sort memory --limit 10', what: 'The ten largest processes, once' },
    ],
  },
  {
    id: 'processes',
    member: 'processes.list',
    note: 'With --json one object for each process.',
    options: [sort, limit, filter, tree],
  },
  { id: 'process show', aliases: ['process'], member: 'processes.detail', arguments: [pidArgument] },
  {
    id: 'process signal',
    member: 'processes.signal',
    arguments: [pidArgument],
    options: [
      {
        name: 'signal',
        value: { placeholder: 'NAME', choices: ['TERM', 'KILL', 'INT', 'HUP', 'STOP', 'CONT', 'USR1', 'USR2'] },
        summary: 'Which one; default TERM',
      },
    ],
    examples: [{ line: 'hecate process signal 4242 --signal STOP', what: 'Hold a process; CONT lets it go on' }],
  },
  {
    id: 'process adjust',
    member: 'processes.adjust',
    arguments: [pidArgument],
    options: [
      {
        name: 'nice',
        value: { placeholder: 'NUMBER', range: { min: -20, max: 19 } },
        summary: '-20 gets the most of the processors, 19 the least',
      },
      {
        name: 'io-priority',
        value: { placeholder: 'CLASS:LEVEL' },
        summary: 'realtime, best-effort or idle, and for the first two a level from 0 (first) to 7',
      },
      { name: 'cpus', value: { placeholder: 'LIST' }, summary: 'Only these processors, for example 0-3,8' },
    ],
    examples: [{ line: 'hecate process adjust 4242 --nice 10 --cpus 0-3', what: 'Out of the way of others' }],
  },
  { id: 'services', member: 'processes.groups', options: [sort, limit, filter] },
  { id: 'history status', member: 'history.status' },
  {
    id: 'history list',
    member: 'history.series',
    arguments: [
      { name: 'filter', placeholder: 'FILTER', optional: true, summary: 'Only those that have this text; a * stands for any text' },
    ],
  },
  {
    id: 'history show',
    member: 'history.range',
    note: 'A chart for each series, or one line each for more than four.',
    arguments: [seriesArgument],
    options: [
      ...spanOptions,
      {
        name: 'points',
        value: { placeholder: 'COUNT', range: { min: 1, max: 4000 } },
        summary: 'At most so many steps; default as many as the chart has columns, or 600',
      },
      csv,
    ],
    examples: [
      { line: 'hecate history show cpu.busyPercent --span 24h', what: 'How busy the machine was' },
      { line: "hecate history show 'disk.*/nvme0n1' --span 1h", what: 'What one disk did' },
    ],
  },
  {
    id: 'history export',
    member: 'history.range',
    title: 'Write figures to a file',
    note: 'In the resolution in which they are kept. An existing file is only replaced with --force.',
    arguments: [seriesArgument],
    options: [
      ...spanOptions,
      csv,
      {
        name: 'format',
        value: { placeholder: 'FORMAT', choices: ['csv', 'json'] },
        summary: 'Of the file; json is one object a line; default csv',
      },
      { name: 'output', short: 'o', value: { placeholder: 'FILE', complete: 'file' }, summary: 'Where to; - is standard output' },
      { name: 'force', summary: 'Replace the file' },
    ],
    examples: [{ line: "hecate history export 'gpu.*' --span 7d -o gpu.csv", what: 'A week of the GPUs for a spreadsheet' }],
  },
  { id: 'history clear', member: 'history.clear', options: [yes] },
  {
    id: 'alerts active',
    member: 'alerts.active',
    options: [{ name: 'exit-code', summary: 'End with 3 when an alert is active' }],
  },
  {
    id: 'alerts log',
    member: 'alerts.firings',
    note: 'The last seven days unless --span says otherwise.',
    options: [span, limit],
  },
  { id: 'alerts rules show', aliases: ['alerts rules'], member: 'alerts.rules' },
  {
    id: 'alerts rules set',
    member: 'alerts.setRules',
    arguments: [
      {
        name: 'file',
        placeholder: 'FILE',
        complete: 'file',
        summary: 'Rules as alerts rules --json prints them under "rules"; - reads standard input',
      },
    ],
  },
  {
    id: 'alerts rules edit',
    member: 'alerts.setRules',
    title: 'Edit the rules',
    note: 'Opens the rules in the editor that VISUAL or EDITOR names, and again with the reason when they are refused.',
  },
  { id: 'alerts rules reset', member: 'alerts.setRules', title: 'Back to the rules that the product comes with', options: [yes] },
  {
    id: 'alerts ack',
    member: 'alerts.acknowledge',
    arguments: [{ name: 'id', placeholder: 'ID', complete: 'alert', summary: 'An alert that is active; alerts shows them' }],
  },
  {
    id: 'alerts watch',
    member: 'alerts.changed',
    title: 'Watch alerts fire and end',
    note: 'Until Ctrl-C. With --json one change per line.',
    options: [count],
  },
  { id: 'web show', member: 'monitor.web', options: [showToken] },
  { id: 'web renew-token', member: 'monitor.renewToken', options: [yes, showToken] },
  {
    id: 'web qr',
    member: 'monitor.web',
    title: 'The dashboard as a QR code',
    note: 'The code has the token in it: whoever photographs it can see everything.',
  },
] as const satisfies readonly CommandSpec[];
