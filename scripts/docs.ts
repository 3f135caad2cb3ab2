/** `npm run docs`: writes docs/api from the contracts. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderApiReference } from './apiReference.ts';

const folder = path.resolve(import.meta.dirname, '../docs/api');
const pages = renderApiReference();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(path.join(folder, name));
for (const [name, text] of pages) writeFileSync(path.join(folder, name), text);
process.stdout.write(`docs/api: ${String(pages.size)} pages\n`);
