import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KernelFiles } from './kernelFiles.ts';
import { FakeMachine } from './testSupport/fakeMachine.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

describe('KernelFiles', () => {
  it('sees new text through the kept descriptor', () => {
    machine.write('proc/value', '1\n');
    const files = new KernelFiles(machine.root);
    const kept = files.keep('/proc/value');
    expect(kept.readNumber()).toBe(1);
    machine.write('proc/value', '22\n');
    expect(kept.readNumber()).toBe(22);
    expect(files.openCount).toBe(1);
    kept.close();
    expect(files.openCount).toBe(0);
  });

  it('reads a file that is larger than its buffer, whole', () => {
    const text = 'line of text\n'.repeat(20_000);
    machine.write('proc/large', text);
    const files = new KernelFiles(machine.root);
    const kept = files.keep('/proc/large');
    const length = kept.read();
    expect(files.buffer.toString('utf8', 0, length)).toBe(text);
    kept.close();
  });

  it('reads a real seq_file whole, which the kernel hands out page by page', () => {
    // Of the files longer than a page, one whose text does not change from read to read.
    const file = ['/proc/crypto', '/proc/kallsyms', '/proc/iomem'].find((name) => existsSync(name) && readFileSync(name).length > 8192);
    if (file === undefined) throw new Error('this kernel has no long unchanging file in /proc');
    const files = new KernelFiles();
    const kept = files.keep(file);
    const length = kept.read() ?? 0;
    expect(files.buffer.subarray(0, length).equals(readFileSync(file).subarray(0, length))).toBe(true);
    expect(length).toBeGreaterThan(8192);
    kept.close();
  });

  it('says why nothing was read, and recovers when the file comes back', () => {
    const files = new KernelFiles(machine.root);
    const kept = files.keep('/proc/late');
    expect(kept.read()).toBeUndefined();
    expect(kept.problem).toBe('missing');
    machine.write('proc/late', 'here');
    expect(kept.read()).toBe(4);
    expect(kept.problem).toBeUndefined();
    kept.close();
  });

  it('treats a folder as failed, not as empty', () => {
    machine.write('proc/folder/file', '');
    const kept = new KernelFiles(machine.root).keep('/proc/folder');
    expect(kept.read()).toBeUndefined();
    expect(kept.problem).toBe('failed');
  });

  it('never leaves a recorded machine through a link', () => {
    const secret = path.join(machine.root, '..', `hecate-outside-${path.basename(machine.root)}`);
    writeFileSync(secret, 'outside');
    machine.link('proc/out', secret).link('proc/up', '../../..').write('proc/in', 'x').link('proc/good', 'in');
    const files = new KernelFiles(machine.root);
    expect(files.readText('/proc/out')).toBeUndefined();
    expect(files.list('/proc/up')).toEqual([]);
    expect(files.readText('/proc/../../../etc/passwd')).toBeUndefined();
    expect(files.readText('/proc/good')).toBe('x');
    expect(files.realPath('/proc/good')).toBe('/proc/in');
    rmSync(secret);
  });

  it('rejects what is not a whole number, and cuts text at the first NUL', () => {
    machine.write('a', '-5000\n').write('b', '5x').write('c', '').write('d', 'name\0\0\0');
    const files = new KernelFiles(machine.root);
    const read = (file: string): number | undefined => {
      const kept = files.keep(file);
      const value = kept.readNumber();
      kept.close();
      return value;
    };
    expect([read('/a'), read('/b'), read('/c'), read('/missing')]).toEqual([-5000, undefined, undefined, undefined]);
    expect(files.readText('/d')).toBe('name');
    expect(files.openCount).toBe(0);
  });

  it('counts its descriptors truly', () => {
    const own = (): number => readdirSync('/proc/self/fd').length;
    const before = own();
    const files = new KernelFiles();
    const kept = [files.keep('/proc/stat'), files.keep('/proc/meminfo')];
    for (const file of kept) file.read();
    expect(own() - before).toBe(2);
    for (const file of kept) file.close();
    expect(own() - before).toBe(0);
  });
});
