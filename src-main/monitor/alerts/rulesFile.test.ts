import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRules } from './defaultRules.ts';
import { createRulesFile } from './rulesFile.ts';
import { hotDisk, rulesOf } from './testSupport/manualMachine.ts';

const me = process.getuid?.() ?? 0;
let folder: string;
let file: string;
let writes = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-rules-'));
  file = path.join(folder, 'alerts.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** As an editor does; each time is another modification time, whatever the clock of the file system. */
function edit(text: string): void {
  writeFileSync(file, text);
  writes += 1;
  utimesSync(file, 1_700_000_000 + writes, 1_700_000_000 + writes);
}
const mine = rulesOf(hotDisk());
const withCommand = rulesOf(hotDisk({ command: ['/bin/true'] }));

describe('the rules file', () => {
  it('is the defaults while there is none', () => {
    const rules = createRulesFile(folder, me);
    expect([rules.current, rules.problem, rules.poll()]).toEqual([defaultRules, null, false]);
  });

  it('is followed when it appears, changes and vanishes', () => {
    const rules = createRulesFile(folder, me);
    edit(JSON.stringify(mine));
    expect([rules.poll(), rules.current]).toEqual([true, mine]);
    expect(rules.poll()).toBe(false);
    edit(JSON.stringify({ version: 1, rules: [] }));
    expect([rules.poll(), rules.current]).toEqual([true, rulesOf()]);
    rmSync(file);
    expect([rules.poll(), rules.current]).toEqual([true, defaultRules]);
  });

  it.each([
    ['{"version": 1,', /alerts\.json: is not JSON: .*; the rules that were in force before stay$/],
    ['{"version":1,"rules":[{}]}', /alerts\.json: rules\[0\]\.id: must be .*; and 2 more; the rules that were in force before stay$/],
    [`"${'x'.repeat(2 * 1024 * 1024)}"`, /alerts\.json: cannot be read, or is larger than 1 MiB/],
  ])('stays out of force when it is damaged: %.30s', (text, expected) => {
    edit(JSON.stringify(mine));
    const rules = createRulesFile(folder, me);
    edit(text);
    expect(rules.poll()).toBe(false);
    expect(rules.current).toEqual(mine);
    expect(rules.problem).toMatch(expected);
    expect(createRulesFile(folder, me).current).toEqual(defaultRules);
    edit(JSON.stringify(mine));
    rules.poll();
    expect(rules.problem).toBeNull();
  });

  it('is written whole, for this user only', () => {
    const rules = createRulesFile(path.join(folder, 'new'), me);
    rules.write(mine);
    expect(JSON.parse(readFileSync(rules.path, 'utf8'))).toEqual(mine);
    expect(statSync(rules.path).mode & 0o777).toBe(0o600);
    expect([rules.current, rules.poll()]).toEqual([mine, false]);
  });

  it('changes nothing when it cannot be written', () => {
    mkdirSync(path.join(folder, 'alerts.json'));
    const rules = createRulesFile(folder, me);
    expect(() => {
      rules.write(mine);
    }).toThrow(/EISDIR/);
    expect(rules.current).toEqual(defaultRules);
    expect(rules.problem).toMatch(/alerts\.json: cannot be read/);
  });

  it('runs no commands that anybody may have written', () => {
    edit(JSON.stringify(withCommand));
    chmodSync(file, 0o666);
    const rules = createRulesFile(folder, me);
    expect([rules.current, rules.problem]).toEqual([
      defaultRules,
      `${file}: has commands and anybody may write to it: chmod o-w; the rules that were in force before stay`,
    ]);
    chmodSync(file, 0o664);
    edit(JSON.stringify(withCommand));
    expect([rules.poll(), rules.problem]).toEqual([true, null]);
  });

  it('runs no commands of another user', (context) => {
    context.skip(me !== 0, 'needs root, to give a file to somebody else');
    edit(JSON.stringify(withCommand));
    chownSync(file, 12_345, 12_345);
    expect(createRulesFile(folder, me).problem).toMatch(/belongs to another user/);
    edit(JSON.stringify(mine));
    expect(createRulesFile(folder, me).problem).toBeNull();
  });
});
