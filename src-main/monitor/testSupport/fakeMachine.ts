/** A folder that looks like /proc and /sys to the readers, and a clock that a test moves by hand. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MonitorClock } from '../clock.ts';

export class FakeMachine {
  readonly root = mkdtempSync(path.join(tmpdir(), 'hecate-machine-'));

  /** Writes in place, as the kernel does, so that a kept descriptor sees the new text. */
  write(file: string, text: string): this {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return this;
  }

  link(file: string, target: string): this {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    symlinkSync(target, full);
    return this;
  }

  remove(file: string): this {
    rmSync(path.join(this.root, file), { recursive: true, force: true });
    return this;
  }

  /** Renames, which is how a whole set of devices comes or goes quickly. */
  move(from: string, to: string): this {
    renameSync(path.join(this.root, from), path.join(this.root, to));
    return this;
  }

  /** Copies a recorded tree. Where links were stored as files that hold the target, they become links again. */
  copy(from: string, to = ''): this {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const source = path.join(from, entry.name);
      const target = `${to}/${entry.name}`;
      if (entry.isDirectory()) {
        mkdirSync(path.join(this.root, target), { recursive: true });
        this.copy(source, target);
      } else if (entry.isSymbolicLink()) this.link(target, readlinkSync(source));
      else this.#copyFile(source, target);
    }
    return this;
  }

  #copyFile(source: string, target: string): void {
    const text = readFileSync(source, 'latin1');
    const isLink = /^(\.\.\/)+[^\n\0]{1,200}$/.test(text) && existsSync(path.join(path.dirname(source), text));
    if (isLink) this.link(target, text);
    else this.write(target, text);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export class ManualClock implements MonitorClock {
  #monotonic = 1000;
  #asleep = 0;
  readonly #timers: { atMs: number; callback: () => void }[] = [];
  /** False for a machine without /proc/uptime. */
  hasBootClock = true;

  nowMs(): number {
    return 1_700_000_000_000 + this.#monotonic + this.#asleep;
  }

  monotonicMs(): number {
    return this.#monotonic;
  }

  bootMs(): number | undefined {
    return this.hasBootClock ? this.#monotonic + this.#asleep : undefined;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#monotonic + ms, callback };
    this.#timers.push(timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index !== -1) this.#timers.splice(index, 1);
    };
  }

  /** Lets time pass; due timers run at their time. */
  advance(ms: number): void {
    const until = this.#monotonic + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#monotonic = Math.max(this.#monotonic, next.atMs);
      next.callback();
    }
    this.#monotonic = Math.max(this.#monotonic, until);
  }

  /** The process is busy or stopped: time passes and no timer runs. */
  stall(ms: number): void {
    this.#monotonic += ms;
  }

  /** The machine sleeps: only the boot clock and the wall clock go on. */
  sleep(ms: number): void {
    this.#asleep += ms;
  }
}
