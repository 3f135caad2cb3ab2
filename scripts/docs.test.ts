import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorDetails } from '../src-main/contracts/errors.ts';
import * as contracts from '../src-main/contracts/index.ts';
import type { Contract } from '../src-main/contracts/kit/define.ts';
import { reading } from '../src-main/contracts/value.ts';
import { benchmarkTests } from '../src-main/engines/benchmark/suite/catalog.ts';
import { renderApiReference } from './apiReference.ts';
import { fieldTable, type JsonSchema, typeText } from './fieldTable.ts';
import { renderOpenApi } from './openApi.ts';
import { renderRestReference } from './restReference.ts';
import { withSuiteTable } from './suiteReference.ts';

const folder = path.resolve(import.meta.dirname, '../docs/api');

function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

describe('docs/api', () => {
  const pages = renderApiReference();

  it('is what the contracts say; otherwise run `npm run docs`', () => {
    expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual([...pages.keys(), 'rest'].sort());
    for (const [name, text] of pages) expect(readFileSync(path.join(folder, name), 'utf8'), name).toBe(text);
  });

  it('has every member with its title, description, kind and scope, and every error code', () => {
    const all: readonly Contract[] = Object.values(contracts);
    for (const contract of all) {
      const page = pages.get(`${contract.name}.md`) ?? '';
      for (const [name, member] of Object.entries(contract.members)) {
        expect(page).toContain(`## ${contract.name}.${name}\n\n${member.title} · ${member.kind} · scope \`${member.scope}\``);
        expect(page).toContain(member.description);
        expect(pages.get('README.md')).toContain(`\`${contract.name}.${name}\``);
      }
    }
    for (const code of Object.keys(errorDetails)) expect(pages.get('errors.md')).toContain(`## ${code}\n`);
  });

  it('has no link that leads nowhere', () => {
    for (const [name, text] of pages) {
      for (const [, file, anchor] of text.matchAll(/\]\(([\w.]*)#?([\w-]*)\)/g)) {
        const target = pages.get(file === '' ? name : (file ?? ''));
        expect(target, `${name} → ${String(file)}`).toBeDefined();
        const anchors = [...(target ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
          (heading ?? '').toLowerCase().replaceAll('.', '').replaceAll(' ', '-'),
        );
        expect(anchors, name).toHaveLength(new Set(anchors).size);
        if (anchor !== '') expect(anchors, `${name} → ${String(anchor)}`).toContain(anchor);
      }
    }
  });
});

describe('docs/api/rest', () => {
  it('is what the contracts say; otherwise run `npm run docs`', () => {
    expect(readFileSync(path.join(folder, 'rest/openapi.json'), 'utf8')).toBe(renderOpenApi());
    expect(readFileSync(path.join(folder, 'rest/README.md'), 'utf8')).toBe(renderRestReference());
  });

  it('links to types that are described', () => {
    const links = [...renderRestReference().matchAll(/\]\(([^)#]*)#type-(\w+)\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, file = '', type = ''] of links) {
      const text = renderApiReference().get(file.replace('../', '')) ?? '';
      expect(text.toLowerCase(), `${file}#${type}`).toContain(`### type ${type}\n`);
    }
  });

  it('has no reference that leads nowhere, and needs the token for all but /health', () => {
    const description = JSON.parse(renderOpenApi()) as {
      paths: Record<string, { get: { security?: unknown[] } }>;
      components: { schemas: Record<string, unknown> };
    };
    for (const [, name] of renderOpenApi().matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(description.components.schemas).toHaveProperty(name ?? '');
    }
    expect(renderOpenApi()).not.toContain('#/$defs/');
    const open = Object.entries(description.paths).filter(([, { get }]) => get.security?.length === 0);
    expect(open.map(([name]) => name)).toEqual(['/health']);
  });
});

describe('docs/benchmarks.md', () => {
  it('has the tests that there are; otherwise run `npm run docs`', () => {
    const page = readFileSync(path.resolve(folder, '../benchmarks.md'), 'utf8');
    expect(page).toBe(withSuiteTable(page));
    for (const { id } of benchmarkTests) expect(page).toContain(`| \`${id}\` |`);
    expect(() => withSuiteTable('# Benchmarks')).toThrow(/Generated/);
  });
});

describe('fieldTable', () => {
  it('describes limits, defaults, choices and meaning in words', () => {
    const schema = z.object({
      size: z.number().int().min(1).max(9).describe('How big | wide'),
      mode: z.enum(['on', 'off']).default('on'),
      note: z.string().max(5).nullable().optional(),
      items: z.array(z.object({ name: z.string() })).max(3),
      values: z.record(z.string(), z.boolean()),
      anything: z.unknown(),
    });
    const rows = fieldTable(schemaOf(schema)).split('\n').slice(4);
    expect(rows).toEqual([
      '| `size` | whole number (1 to 9) |  | How big \\| wide |',
      '| `mode` | `"on"`, `"off"` | `"on"` |  |',
      '| `note` | text (at most 5 characters) or null | optional |  |',
      '| `items` | list of object (at most 3 entries) |  |  |',
      '| `items[].name` | text |  |  |',
      '| `values` | map from text to true or false |  |  |',
      '| `anything` | any JSON value |  |  |',
    ]);
  });

  it('knows readings, tagged unions and an empty input', () => {
    expect(typeText(schemaOf(reading(z.number())))).toBe('reading of number');
    expect(fieldTable(schemaOf(z.object({})))).toBe('none.');
    const tagged = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), x: z.number() }),
      z.object({ kind: z.literal('b'), y: z.string() }),
    ]);
    expect(
      fieldTable(schemaOf(z.object({ it: reading(tagged) })))
        .split('\n')
        .slice(4),
    ).toEqual([
      '| `it` | reading of one of `kind=a`, `kind=b` |  |  |',
      '| `it(kind=a).x` | number |  |  |',
      '| `it(kind=b).y` | text |  |  |',
    ]);
  });
});
