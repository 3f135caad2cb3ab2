import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocumentStore, createMemoryDocumentStore } from '../../../services/documents.ts';
import type { StampedDocumentStore } from '../../../services/ports.ts';
import { around, metricOf, runOf, testOf } from '../testSupport/runs.ts';
import { createRunStore } from './runStore.ts';
import { readStoredRun } from './storedRun.ts';

const log = { error: () => '', info: () => undefined };
const counted = (documents: StampedDocumentStore) => {
  const reads: string[] = [];
  const store: StampedDocumentStore = {
    ...documents,
    read(name) {
      reads.push(name);
      return documents.read(name);
    },
  };
  return { reads, store };
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-runs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('stored runs', () => {
  it('come back as they were, newest first', () => {
    const store = createRunStore(createDocumentStore(folder, { maxBytes: 4_194_304 }), log);
    const runs = [1, 2, 3].map((value) => runOf([testOf([metricOf(around(value))])]));
    for (const run of runs) store.put(run);
    expect(store.list().runs.map(({ id }) => id)).toEqual(runs.map(({ id }) => id).reverse());
    for (const run of runs) expect(store.get(run.id)).toEqual(run);
    store.remove(runs[1]?.id ?? '');
    expect(store.list().runs).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.startsWith(runs[1]?.id ?? ''))).toEqual([]);
  });

  it('are listed from what lies beside them, also after a start, and read anew when they changed', () => {
    const documents = createMemoryDocumentStore();
    const runs = Array.from({ length: 20 }, (_none, value) => runOf([testOf([metricOf(around(value + 1))])]));
    const first = createRunStore(documents, log);
    for (const run of runs) first.put(run);
    const { reads, store } = counted(documents);
    const second = createRunStore(store, log);
    expect(second.list().runs).toHaveLength(20);
    expect(reads.filter((name) => name.endsWith('.json'))).toEqual([]);
    reads.length = 0;
    second.list();
    expect(reads).toEqual([]);
    const changed = { ...runOf([]), id: runs[0]?.id ?? '', title: 'Changed' };
    documents.write(`${changed.id}.json`, JSON.stringify(changed));
    expect(second.list().runs.find(({ id }) => id === changed.id)?.title).toBe('Changed');
  });

  it('do not depend on what lies beside them', () => {
    const documents = createMemoryDocumentStore();
    const run = runOf([testOf([metricOf(around(1))])]);
    createRunStore(documents, log).put(run);
    for (const damage of ['', '{', '[]', '{"version":1,"stamp":"other","found":{}}', '{"version":7}']) {
      documents.write(`${run.id}.digest`, damage);
      expect(createRunStore(documents, log).list()).toMatchObject({ runs: [{ id: run.id }], problems: [] });
    }
  });

  it('are read once and then only looked at, however many there are; foreign files are left alone', () => {
    const documents = createDocumentStore(folder, { maxBytes: 4_194_304 });
    const metrics = Array.from({ length: 40 }, (_none, index) => metricOf(around(index + 1), { id: `m${String(index)}` }));
    const tests = [testOf(metrics)];
    const writer = createRunStore(documents, log);
    for (let index = 0; index < 120; index += 1) writer.put(runOf(tests));
    writeFileSync(path.join(folder, 'README'), 'mine');
    const store = createRunStore(documents, log);
    const startedMs = performance.now();
    expect(store.list().runs).toHaveLength(120);
    const firstMs = performance.now() - startedMs;
    const againMs = performance.now();
    store.list();
    const secondMs = performance.now() - againMs;
    // Reading every run would be several times as much as the digests, and the second look reads nothing at all.
    expect(secondMs).toBeLessThan(firstMs / 2);
  });

  it('are noticed when somebody else writes or removes them', () => {
    const documents = createDocumentStore(folder, { maxBytes: 4_194_304 });
    const store = createRunStore(documents, log);
    const run = runOf([testOf([metricOf(around(1))])]);
    store.put(run);
    const file = path.join(folder, `${run.id}.json`);
    writeFileSync(file, 'damaged');
    expect(store.list()).toMatchObject({ runs: [], problems: [{ file: `${run.id}.json` }] });
    writeFileSync(file, JSON.stringify({ ...run, title: 'Again' }));
    utimesSync(file, new Date(), new Date());
    expect(store.list().runs[0]?.title).toBe('Again');
    rmSync(file);
    expect(store.list()).toEqual({ runs: [], problems: [] });
  });

  it('never leave the folder, whatever an id is', () => {
    const store = createRunStore(createDocumentStore(folder), log);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('run-../x', 'run-a/b', 'run-\0', `run-${'x'.repeat(300)}`, '..')), (id) => {
        expect(store.has(id)).toBe(false);
        expect(() => store.get(id)).toThrow(/no run/);
        expect(() => {
          store.remove(id);
        }).toThrow(/no run/);
      }),
    );
  });
});

describe('text of a stored run', () => {
  it('is a run or a problem in plain words, and never a failure', () => {
    const text = JSON.stringify(runOf([testOf([metricOf(around(1))])]));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.tuple(fc.nat(text.length), fc.string({ maxLength: 5 })).map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1)),
        ),
        (damaged) => {
          const read = readStoredRun(damaged, 'run-x');
          if (read.ok) return;
          expect(read.problem.length).toBeGreaterThan(0);
          expect(read.problem.length).toBeLessThanOrEqual(500);
        },
      ),
    );
  });
});
