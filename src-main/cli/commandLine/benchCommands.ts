/** Commands about measuring: benchmarks, and proofs that a tuning helps. */
import { limit, yes } from './monitorCommands.ts';
import type { ArgumentSpec, CommandSpec, OptionSpec } from './spec.ts';

const runArgument: ArgumentSpec = {
  name: 'id',
  placeholder: 'ID',
  complete: 'run',
  optional: true,
  summary: 'A run; bench list shows them; default is the newest',
};
const proofArgument: ArgumentSpec = {
  name: 'id',
  placeholder: 'ID',
  complete: 'proof',
  optional: true,
  summary: 'A proof; proof list shows them; default is the newest',
};
const output: OptionSpec = {
  name: 'output',
  short: 'o',
  value: { placeholder: 'FILE', complete: 'file' },
  summary: 'Write to this file instead of standard output',
};
const force: OptionSpec = { name: 'force', summary: 'Also on a busy, hot or throttled machine; the figures are marked' };
const replace: OptionSpec = { name: 'force', summary: 'Replace the file' };
const folder: OptionSpec = {
  name: 'folder',
  value: { placeholder: 'FOLDER', complete: 'folder' },
  summary: 'Disk tests write below this folder; default is the folder of the results',
};
const peer: OptionSpec = {
  name: 'peer',
  value: { placeholder: 'HOST' },
  summary: 'A machine on which iperf3 -s runs; without it the network test measures the processor',
};
const python: OptionSpec = {
  name: 'python',
  value: { placeholder: 'PROGRAM', complete: 'file' },
  summary: 'Python of the environment with PyTorch or ONNX Runtime; default python3',
};
const maxSeconds: OptionSpec = {
  name: 'max-seconds',
  value: { placeholder: 'SECONDS', range: { min: 5, max: 86_400 } },
  summary: 'At most this long',
};

export const benchGroups = ['quick', 'standard', 'full', 'stress'] as const;
export const reportFormats = ['text', 'json', 'csv', 'markdown', 'html'] as const;
export const proofFormats = ['text', 'json', 'markdown', 'html'] as const;

function format(choices: readonly string[]): OptionSpec {
  return { name: 'format', value: { placeholder: 'FORMAT', choices }, summary: 'Of the report; default text' };
}

export const benchCommands = [
  {
    id: 'bench tests',
    member: 'benchmark.tests',
    options: [folder, peer, python, { name: 'details', summary: 'Show how each one measures' }],
  },
  { id: 'bench check', member: 'benchmark.gate', note: 'Exit code 3 says that the machine is not fit.' },
  {
    id: 'bench run',
    member: 'benchmark.run',
    note: 'Without a group or tests: the quick group. Exit code 1 says that a test failed.',
    arguments: [
      {
        name: 'test',
        placeholder: 'TEST',
        complete: 'benchmark',
        optional: true,
        repeatable: true,
        summary: 'Only these tests; bench tests shows them',
      },
    ],
    options: [
      {
        name: 'group',
        value: { placeholder: 'GROUP', choices: benchGroups },
        summary: 'quick takes under a minute; stress is a burn-in that looks for errors and throttling; one of',
      },
      folder,
      peer,
      python,
      {
        name: 'target',
        value: { placeholder: 'PERCENT' },
        summary: 'Go on until half of the 95 % interval is at most this; from 0.1 to 50, default 1',
      },
      maxSeconds,
      { name: 'note', value: { placeholder: 'TEXT' }, summary: 'Kept with the run; never in a share file' },
      { name: 'no-wait', summary: 'Do not wait for a quiet and cool machine before each test' },
      force,
      {
        name: 'temperature-limit',
        value: { placeholder: 'CELSIUS', range: { min: 40, max: 120 } },
        summary: 'Stress: stop above this; default is the limit of the sensor, or 95',
      },
    ],
    examples: [
      { line: 'hecate bench run', what: 'The quick group' },
      { line: 'hecate bench run --group full --note "new BIOS"', what: 'Everything, with a note for later' },
    ],
  },
  { id: 'bench list', member: 'benchmark.list', options: [limit] },
  { id: 'bench show', member: 'benchmark.show', arguments: [runArgument] },
  {
    id: 'bench compare',
    member: 'benchmark.compare',
    arguments: [
      { name: 'base', placeholder: 'BASE', complete: 'run', summary: 'The run that the other one is held against' },
      { name: 'other', placeholder: 'OTHER', complete: 'run', optional: true, summary: 'The other run; default is the newest' },
    ],
  },
  {
    id: 'bench trend',
    member: 'benchmark.trend',
    arguments: [
      { name: 'test', placeholder: 'TEST', complete: 'benchmark', summary: 'A test; bench tests shows them' },
      { name: 'metric', placeholder: 'METRIC', summary: 'One of its metrics; bench tests --details shows them' },
    ],
  },
  { id: 'bench regressions', member: 'benchmark.regressions', note: 'Exit code 3 says that there are some.' },
  {
    id: 'bench reference',
    member: 'benchmark.setReference',
    arguments: [{ ...runArgument, summary: 'The run that is 100 from now on' }],
    options: [{ name: 'clear', summary: 'Back to the oldest comparable run of this machine' }],
  },
  {
    id: 'bench report',
    member: 'benchmark.report',
    note: 'The report goes to standard output unless --output names a file.',
    arguments: [runArgument],
    options: [
      format(reportFormats),
      { name: 'compare-with', value: { placeholder: 'ID', complete: 'run' }, summary: 'Hold the run against this one' },
      output,
      replace,
    ],
    examples: [{ line: 'hecate bench report --format html -o report.html', what: 'The newest run with charts, for a browser' }],
  },
  {
    id: 'bench share',
    member: 'benchmark.share',
    note: 'The file itself goes to standard output, or to --output; what was taken out is listed beside it.',
    arguments: [runArgument],
    options: [output, replace],
  },
  {
    id: 'bench import',
    member: 'benchmark.import',
    arguments: [{ name: 'file', placeholder: 'FILE', complete: 'file', summary: 'The file; - reads standard input' }],
  },
  {
    id: 'bench remove',
    member: 'benchmark.remove',
    arguments: [{ name: 'id', placeholder: 'ID', complete: 'run', summary: 'A run; bench list shows them' }],
    options: [yes],
  },
  {
    id: 'tune prove',
    member: 'proof.prove',
    note: 'The goal is a test, or a command of your own after --. Exit code 3 says that nothing was shown to help. The machine should be quiet: it is waited for, two minutes at most, unless --force is given.',
    arguments: [
      {
        name: 'command',
        placeholder: 'COMMAND',
        optional: true,
        repeatable: true,
        verbatim: true,
        summary: 'A program and its arguments, run without a shell and as you',
      },
    ],
    options: [
      {
        name: 'test',
        value: { placeholder: 'TEST[:METRIC]', complete: 'benchmark' },
        summary: 'The goal is this test; without a metric its first headline figure',
      },
      {
        name: 'metric',
        value: { placeholder: 'WHAT' },
        summary: 'Of a command: wall, or a regular expression whose first group is the number that it prints; default wall',
      },
      { name: 'unit', value: { placeholder: 'TEXT' }, summary: 'Unit of the printed number' },
      {
        name: 'direction',
        value: { placeholder: 'WHICH', choices: ['higher', 'lower'] },
        summary: 'Which printed number is better',
      },
      {
        name: 'timeout',
        value: { placeholder: 'SECONDS', range: { min: 1, max: 3600 } },
        summary: 'A command that runs longer has failed; default 300',
      },
      { ...folder, summary: 'Working folder of a command, or where disk tests write' },
      peer,
      python,
      {
        name: 'knob',
        value: { placeholder: 'KNOB', complete: 'knob' },
        summary: 'Try this knob; KNOB=VALUE,VALUE tries these values instead of those with evidence',
      },
      { name: 'profile', value: { placeholder: 'ID', complete: 'profile' }, summary: 'Try this whole profile' },
      { name: 'search', summary: 'Search all tier A and B knobs that need no restart' },
      {
        name: 'knobs',
        value: { placeholder: 'KNOB', complete: 'knob' },
        repeatable: true,
        splits: true,
        summary: 'Search these knobs only; with commas between them',
      },
      { ...maxSeconds, summary: 'At most this long, at least 30; default 1800' },
      { name: 'min-gain', value: { placeholder: 'PERCENT' }, summary: 'A smaller gain is not worth a change; default 1' },
      { name: 'guard', value: { placeholder: 'PERCENT' }, summary: 'Temperature, power and the like may get this much worse; default 5' },
      { name: 'keep', summary: 'Keep what was shown to help, also over a restart, and save it as a profile' },
      { name: 'override-owners', summary: 'Also try what the administrator or another tuning program owns' },
      force,
      yes,
    ],
    examples: [
      { line: 'hecate tune prove --test disk.burst --knob vm.dirty_bytes', what: 'One knob, with a test of the suite' },
      {
        line: 'hecate tune prove --search -- make -j8',
        what: 'Many knobs, with a program of your own',
      },
    ],
  },
  { id: 'proof list', member: 'proof.list', options: [limit] },
  { id: 'proof show', member: 'proof.show', arguments: [proofArgument] },
  { id: 'proof report', member: 'proof.report', arguments: [proofArgument], options: [format(proofFormats), output, replace] },
  {
    id: 'proof resume',
    member: 'proof.resume',
    arguments: [{ name: 'id', placeholder: 'ID', complete: 'proof', summary: 'A proof that was cancelled or cut off' }],
    options: [yes],
  },
  {
    id: 'proof remove',
    member: 'proof.remove',
    arguments: [{ name: 'id', placeholder: 'ID', complete: 'proof', summary: 'A proof; proof list shows them' }],
    options: [yes],
  },
  { id: 'proof candidates', member: 'proof.candidates' },
] as const satisfies readonly CommandSpec[];
