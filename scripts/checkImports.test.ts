/** Plants one violation of every import rule and sees that it is found: a rule that never bites is only a wish. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
let copy: string;

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

/** One file of the copy for each rule, and what it must not import. */
const planted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-cycles': {
    'src-main/services/plantedA.ts': "import { b } from './plantedB.ts';\nexport const a: unknown = b;\n",
    'src-main/services/plantedB.ts': "import { a } from './plantedA.ts';\nexport const b: unknown = a;\n",
  },
  'contracts-import-nothing': { 'src-main/contracts/planted.ts': "export { cleanText } from '../base/text.ts';\n" },
  'base-imports-nothing': { 'src-main/base/planted.ts': "import path from 'node:path';\nexport const separator = path.sep;\n" },
  'engines-are-pure': { 'src-main/engines/hardware/planted.ts': "export type { Stats } from 'node:fs';\n" },
  'engines-know-no-other-engine': {
    'src-main/engines/hardware/plantedOther.ts': "export type * from '../tuning/plantedTarget.ts';\n",
    'src-main/engines/tuning/plantedTarget.ts': 'export type Target = string;\n',
  },
  'no-node-in-engines': {
    'src-main/engines/hardware/plantedNode.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  },
  'electron-only-in-the-shell': {
    'src-main/services/plantedElectron.ts': "import { app } from 'electron';\nexport const name = app.getName();\n",
  },
  'renderer-stays-inside': { 'src-renderer/src/planted.ts': "export { cleanText } from '../../src-main/base/text.ts';\n" },
  'preload-is-a-pipe': { 'src-preload/planted.ts': "export { cleanText } from '../src-main/base/text.ts';\n" },
  'executor-knows-no-engine': {
    'helpers/executor/planted.ts': "export type { Target } from '../../src-main/engines/tuning/plantedTarget.ts';\n",
  },
  'monitor-knows-no-engine': {
    'src-main/monitor/planted.ts': "export type { Target } from '../engines/tuning/plantedTarget.ts';\n",
  },
  'monitor-loads-no-zod': { 'src-main/monitor/plantedZod.ts': "import { z } from 'zod';\nexport const text = z.string();\n" },
};

let found: readonly Violation[];

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'hecate-imports-'));
  const real = [
    'src-main/base',
    'src-main/contracts',
    '.dependency-cruiser.mjs',
    'tsconfig.base.json',
    'tsconfig.node.json',
    'package.json',
  ];
  for (const name of real) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  // Copied: a link would be followed, and then no path below the copy begins with node_modules.
  cpSync(path.join(root, 'node_modules/zod'), path.join(copy, 'node_modules/zod'), { recursive: true });
  for (const name of ['package.json', 'index.js', 'electron.d.ts']) {
    cpSync(path.join(root, 'node_modules/electron', name), path.join(copy, 'node_modules/electron', name));
  }
  for (const files of Object.values(planted)) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
      writeFileSync(path.join(copy, name), text);
    }
  }
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const folders = ['src-main', 'src-renderer', 'src-preload', 'helpers'];
  const done = spawnSync(process.execPath, [program, ...folders, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (done.stdout === '') throw new Error(`dependency-cruiser gave no report: ${done.stderr}`);
  const report = JSON.parse(done.stdout) as { readonly summary: { readonly violations: readonly Violation[] } };
  found = report.summary.violations;
}, 120_000);

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

describe('.dependency-cruiser.mjs', () => {
  it.each(Object.keys(planted))('%s bites', (rule) => {
    const files = Object.keys(planted[rule] ?? {});
    expect(found.filter((violation) => violation.rule.name === rule && files.includes(violation.from))).not.toEqual([]);
  });

  it('has a planted violation for every rule', async () => {
    const file = pathToFileURL(path.join(root, '.dependency-cruiser.mjs')).href;
    const configuration = (await import(file)) as { readonly default: { readonly forbidden: readonly { readonly name: string }[] } };
    expect(Object.keys(planted).sort()).toEqual(configuration.default.forbidden.map((rule) => rule.name).sort());
  });

  it('finds nothing in files that break no rule', () => {
    const all = new Set(Object.values(planted).flatMap((files) => Object.keys(files)));
    expect(found.filter((violation) => !all.has(violation.from))).toEqual([]);
  });
});
