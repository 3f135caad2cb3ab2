/** What engines may ask of services; `compose.ts` hands in the real ones, tests hand in fakes. */
import type { ApplyProgress, executorContract, UndoInput, UndoResult } from '../contracts/executor.ts';
import type { HardwareInventory } from '../contracts/hardware.ts';
import type { Client } from '../contracts/kit/define.ts';
import type { Plan, PlanRecord } from '../contracts/plan.ts';
import type { ProfileChoice, ProfileInfo } from '../contracts/profiles.ts';
import type { Settings, SettingsPatch } from '../contracts/settings.ts';
import type { KnobState } from '../contracts/tuning.ts';

/** Way to the executor. Reads start it unprivileged; apply, confirm and undo go through the elevation routes. */
export interface ExecutorPort {
  readonly read: Pick<Client<typeof executorContract>, 'hello' | 'check' | 'verify' | 'history' | 'read'>;
  apply(
    plan: Plan,
    options: { confirmWithinSeconds: number | null; onProgress?: (progress: ApplyProgress) => void; signal?: AbortSignal },
  ): Promise<PlanRecord>;
  confirm(planId: string): Promise<PlanRecord>;
  undo(input: UndoInput, options: { onProgress?: (progress: ApplyProgress) => void; signal?: AbortSignal }): Promise<UndoResult>;
}

export interface SettingsPort {
  get(): Settings;
  /** Set when the stored file was damaged and set aside. */
  readonly problem: string | null;
  set(patch: SettingsPatch): Settings;
  onChange(listener: (settings: Settings) => void): () => void;
}

/** Text files of one concern below the user's configuration folder; writes are atomic. */
export interface DocumentStore {
  list(): readonly string[];
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** Documents whose change can be seen without reading them. */
export interface StampedDocumentStore extends DocumentStore {
  /** Differs when the document was written anew; undefined when there is none. */
  stamp(name: string): string | undefined;
}

export interface Log {
  /** Returns an id that a user can quote. */
  error(message: string, error: unknown): string;
  info(message: string): void;
}

/** Inventory for engines that decide by hardware. */
export interface HardwarePort {
  inventory(): Promise<HardwareInventory>;
}

/** The profile in force, for the tuning engine. */
export interface ProfilesPort {
  choice(): Promise<ProfileChoice>;
  /** undefined when there is no such profile. */
  find(id: string): ProfileInfo | undefined;
  /** Every id that `find` knows, for a message that names them. */
  ids(): readonly string[];
}

/** What the tuning engine knows of knobs, for checking a profile file. */
export interface KnobCatalogPort {
  /** The problem with this value in plain words, or null when it is possible in principle. */
  problemWith(knobId: string, value: string | null): string | null;
  /** True for knobs that need an explicit opt-in. */
  isDangerous(knobId: string): boolean;
}

/** A program and the arguments it always gets; never a shell line. */
export interface ProgramLocation {
  readonly command: string;
  readonly args: readonly string[];
}

/** Room on a disk for measurements, in folders that are made for one test and removed after it. */
export interface ScratchPort {
  /**
   * Makes a fresh folder below `parent` (null: the product's own). What a killed process left behind there is removed first.
   * @throws AppError benchmark.noSpace when less than twice `neededBytes` is free, usage when `parent` is no folder that can be written
   */
  open(parent: string | null, neededBytes: number): Promise<ScratchFolder>;
}

export interface ScratchFolder {
  readonly path: string;
  /** Size of the file system's free space when it was opened. */
  readonly freeBytes: number;
  /** Makes a file of random bytes, which no disk or file system can compress or skip. */
  fill(name: string, bytes: number, signal: AbortSignal): Promise<string>;
  remove(): Promise<void>;
}

/** What a proof asks of tuning: Plans for values, and which knobs there are. */
export interface TuningPort {
  /** Plan that sets these values until the next reboot, or over it with `persist`; null when the machine has them already. */
  planFor(request: {
    readonly values: Readonly<Record<string, string>>;
    readonly persist: boolean;
    readonly overrideOwners: boolean;
    readonly title: string;
  }): Promise<Plan | null>;
  /** Tells whoever watches the tuning that something else is in force now; for Plans that went past `tuning.apply`. */
  announce(): Promise<void>;
  /** Every knob of this machine under the profile in force. */
  knobs(): Promise<readonly KnobState[]>;
  /** The same, as this profile would have it. @throws AppError profile.notFound */
  profileValues(profileId: string): Promise<Readonly<Record<string, string>>>;
}

export type PatternMatch = { readonly state: 'found'; readonly text: string } | { readonly state: 'none' } | { readonly state: 'slow' };

/** Regular expressions of the user, bounded in time. */
export interface PatternPort {
  /** What is wrong with it in plain words; null when it compiles and has a group. */
  problemWith(pattern: string): string | null;
  /** First group of the last match in the last piece that has one; `slow` when it took longer than this. The pattern must compile. */
  lastGroup(pattern: string, pieces: readonly string[], timeoutMs: number): PatternMatch;
}

/** Keeps what a proof has shown as one of the user's own profiles. */
export interface ProvenProfilesPort {
  /** On top of the profile in force, under a new id such as `proven-2026-05-01`. */
  saveProven(request: {
    readonly values: Readonly<Record<string, string>>;
    readonly title: string;
    readonly description: string;
    readonly date: string;
  }): Promise<ProfileInfo>;
}
