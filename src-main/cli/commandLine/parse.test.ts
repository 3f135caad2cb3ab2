import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as contracts from '../../contracts/index.ts';
import { commands, globalOptions, groups } from './commands.ts';
import { describeCommand, describeGroup } from './describe.ts';
import { parseCommandLine, UsageProblem } from './parse.ts';

const allContracts = Object.values(contracts);

function parse(line: string): ReturnType<typeof parseCommandLine> {
  return parseCommandLine(line === '' ? [] : line.split(' '));
}

function parsed(line: string): Extract<ReturnType<typeof parseCommandLine>, { kind: 'run' }> {
  const result = parse(line);
  if (result.kind !== 'run') throw new Error(`${line} is ${result.kind}`);
  return result;
}

function problem(line: string): UsageProblem {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof UsageProblem) return error;
    throw error;
  }
  throw new Error(`${line} was accepted`);
}

describe('command line', () => {
  it.each([
    ['info', 'info'],
    ['--json info', 'info'],
    ['--sysroot /x info cpu', 'info'],
    ['tune plan', 'tune plan'],
    ['plan', 'tune plan'],
    ['tune --json plan', 'tune plan'],
    ['undo --all', 'tune undo'],
    ['profile', 'profile show'],
    ['settings', 'settings get'],
    ['profile set -- -odd', 'profile set'],
  ])('%s runs %s', (line, id) => {
    expect(parsed(line).command.id).toBe(id);
  });

  it('reads values in every spelling', () => {
    const { values } = parsed('tune apply --only a,b --only=c --set vm.swappiness=10 -y --confirm-within 30 --profile=server');
    expect(values.list('only')).toEqual(['a', 'b', 'c']);
    expect(values.list('set')).toEqual(['vm.swappiness=10']);
    expect(values.flag('yes')).toBe(true);
    expect(values.flag('tier-b')).toBe(false);
    expect(values.number('confirm-within')).toBe(30);
    expect(values.text('profile')).toBe('server');
    expect(parsed('profile import -').values.argument('file')).toBe('-');
  });

  it.each([
    ['', null],
    ['--help', null],
    ['help', null],
    ['tune', 'tune'],
    ['tune --help', 'tune'],
    ['help tune plan', 'tune plan'],
    ['tune plan --help --nonsense', 'tune plan'],
    ['profile set -h', 'profile set'],
  ])('%s shows the help of %s', (line, topic) => {
    const result = parse(line);
    expect(result.kind).toBe('help');
    expect(result.kind === 'help' ? (result.topic?.id ?? null) : undefined).toBe(topic);
  });

  it('knows its version', () => {
    expect(parse('--version').kind).toBe('version');
    expect(parse('-V').kind).toBe('version');
    expect(parse('version').kind).toBe('run');
  });

  it.each([
    ['infoo', 'command', 'did you mean hecate info?'],
    ['tune aply', 'command', 'did you mean hecate tune apply?'],
    ['xyzzy', 'command', 'hecate has no command "xyzzy"'],
    ['info gpu', 'SECTION', 'did you mean gpus?'],
    ['info cpu memory', 'arguments', 'does not take "memory"'],
    ['info --redcat', '--redcat', 'did you mean --redact?'],
    ['info --yes', '--yes', 'hecate info has no option --yes'],
    ['--nonsense', '--nonsense', 'hecate has no option --nonsense'],
    ['info --json=1', '--json', 'takes no value'],
    ['info --sysroot', '--sysroot', 'needs a value'],
    ['tune apply --confirm-within 3', '--confirm-within', 'cannot be "3"'],
    ['tune apply --confirm-within 1e2', '--confirm-within', 'cannot be "1e2"'],
    ['tune plan --profile a --profile b', '--profile', 'given twice'],
    ['profile set', 'ID', 'needs ID'],
    ['monitor -n 0', '-n', 'cannot be "0"'],
    ['__proto__', 'command', 'no command'],
  ])('%s is refused, names %s', (line, field, message) => {
    const found = problem(line);
    expect(found.field).toBe(field);
    expect(found.message).toContain(message);
    expect(found.expected).not.toBe('');
  });

  it('shows hostile words harmlessly', () => {
    const found = problem('\u001b[31mred');
    expect(found.message).not.toContain('\u001b');
  });

  it('answers any words with a command, help, version or a usage problem', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('tune', 'plan', '--json', '--', '-', '--only', '--only=', '-y', '--profile', 'info', '='),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        try {
          expect(['run', 'help', 'version']).toContain(parseCommandLine(argv).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageProblem);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('table of commands', () => {
  it('takes every text from a contract that exists', () => {
    for (const command of commands) expect(describeCommand(command, allContracts).title).not.toBe('');
    for (const group of groups) expect(describeGroup(group, allContracts).description).not.toBe('');
  });

  it('has no spelling twice, and an option means the same everywhere', () => {
    const spellings = commands.flatMap((command) => [command.id, ...(command.aliases ?? [])]);
    expect(new Set(spellings).size).toBe(spellings.length);
    const options = [...globalOptions, ...commands.flatMap((command) => command.options ?? [])];
    for (const option of options) {
      const same = options.filter((other) => other.name === option.name);
      const shapes = same.map((other) =>
        JSON.stringify([
          other.short,
          { ...other.value, choices: undefined, range: undefined },
          other.value === undefined,
          other.repeatable,
          other.splits,
        ]),
      );
      expect(new Set(shapes).size, option.name).toBe(1);
    }
    const shorts = new Map(options.flatMap((option) => (option.short === undefined ? [] : [[option.short, option.name]])));
    expect(new Set(shorts.values()).size).toBe(shorts.size);
  });
});
