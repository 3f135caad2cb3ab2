/** Recorded machines for tests, in the folder that HECATE_FIXTURES names. Never copied into the project. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folder of one group of recordings, for example `topology`; undefined when it is not here. */
export function fixtureFolder(name: string): string | undefined {
  const root = process.env['HECATE_FIXTURES'];
  if (root === undefined || root === '') return undefined;
  const folder = path.join(root, name);
  return existsSync(folder) ? folder : undefined;
}

/** Title of the skipped test, which is how a run says what it did not look at. */
export function fixtureMissingMessage(name: string): string {
  return `skipped: shared fixtures not present (${name})`;
}

/** Every folder of a group, as name and path; empty when the group is not here. */
export function fixtureMachines(group: string): readonly { readonly name: string; readonly folder: string }[] {
  const root = fixtureFolder(group);
  if (root === undefined) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, folder: path.join(root, entry.name) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

interface SkippableTest {
  (title: string, body: () => void | Promise<void>): void;
  readonly skip: (title: string) => void;
}

/** `withFixture(it, 'topology', (folder) => …)`: runs the body, or registers one skipped test that says why. */
export function withFixture(it: SkippableTest, name: string, body: (folder: string) => void): void {
  const folder = fixtureFolder(name);
  if (folder === undefined) it.skip(fixtureMissingMessage(name));
  else body(folder);
}
