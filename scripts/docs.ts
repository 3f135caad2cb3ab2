/** `npm run docs`: writes docs/api from the contracts, the OpenAPI description that the monitor serves, and the table of benchmarks. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderApiReference } from './apiReference.ts';
import { renderOpenApi } from './openApi.ts';
import { renderRestReference } from './restReference.ts';
import { withSuiteTable } from './suiteReference.ts';

const folder = path.resolve(import.meta.dirname, '../docs/api');
const pages = renderApiReference();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (name !== 'rest' && !pages.has(name)) rmSync(path.join(folder, name));
for (const [name, text] of pages) writeFileSync(path.join(folder, name), text);
mkdirSync(path.join(folder, 'rest'), { recursive: true });
writeFileSync(path.join(folder, 'rest/openapi.json'), renderOpenApi());
writeFileSync(path.join(folder, 'rest/README.md'), renderRestReference());
const benchmarks = path.resolve(folder, '../benchmarks.md');
writeFileSync(benchmarks, withSuiteTable(readFileSync(benchmarks, 'utf8')));
process.stdout.write(`docs/api: ${String(pages.size)} pages and rest/; docs/benchmarks.md: the suite\n`);
