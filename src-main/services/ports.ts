/** What engines may ask of services; `compose.ts` hands in the real ones, tests hand in fakes. */
import type { ApplyProgress, executorContract, UndoInput, UndoResult } from '../contracts/executor.ts';
import type { HardwareInventory } from '../contracts/hardware.ts';
import type { Client } from '../contracts/kit/define.ts';
import type { Plan, PlanRecord } from '../contracts/plan.ts';
import type { ProfileChoice, ProfileInfo } from '../contracts/profiles.ts';
import type { Settings, SettingsPatch } from '../contracts/settings.ts';

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
