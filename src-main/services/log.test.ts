import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('log', () => {
  it('writes one line per entry, to the listener and to the file, with an id that can be quoted', () => {
    const lines: string[] = [];
    const log = createLog({ program: 'test', folder, write: (line) => lines.push(line), now: () => new Date(0) });
    log.info('hello');
    const id = log.error('it broke', new Error('first\nsecond', { cause: new Error('deep') }));
    expect(lines[0]).toBe('1970-01-01T00:00:00.000Z test info hello\n');
    expect(lines[1]).toContain(`[${id}] it broke: Error: first | second`);
    expect(lines[1]).toContain('deep');
    expect(lines.join('')).toBe(readFileSync(path.join(folder, 'test.log'), 'utf8'));
    expect(lines.join('').split('\n')).toHaveLength(3);
  });

  it('cannot be made to forge a line or colour a terminal', () => {
    const lines: string[] = [];
    createLog({ program: 'test', folder: null, write: (line) => lines.push(line) }).info('GPU \u001b[31mred\nforged\r\u0007');
    expect(lines).toHaveLength(1);
    for (const forbidden of ['\u001b', '\r', '\u0007', '\nforged']) expect(lines[0]).not.toContain(forbidden);
  });

  it('rotates and keeps a fixed number of files', () => {
    const log = createLog({ program: 'test', folder, maxFileBytes: 100, keptFiles: 2 });
    for (let index = 0; index < 20; index += 1) log.info(`line ${String(index)} ${'x'.repeat(60)}`);
    expect(readdirSync(folder).sort()).toEqual(['test.log', 'test.log.1', 'test.log.2']);
    expect(readFileSync(path.join(folder, 'test.log'), 'utf8')).toContain('line 19');
  });

  it('goes on when the folder cannot be made, and says so', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const lines: string[] = [];
    createLog({ program: 'test', folder: path.join(folder, 'file'), write: (line) => lines.push(line) }).info('hello');
    expect(lines[0]).toContain('hello');
    expect(lines[1]).toContain('cannot write');
  });
});
