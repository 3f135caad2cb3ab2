/**
 * What a part of the monitor (frames, history, alerts, processes, web) offers:
 * methods that clients call, events that they subscribe to, and an ear for each
 * frame. A new part is one more module in main.ts and nothing else.
 */
import type { WireError } from '../contracts/errors.ts';
import type { MonitorFrame } from '../contracts/monitor.ts';
import type { EventChannel } from './eventChannel.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An answer whose JSON exists as bytes already: sent as it is, without a copy. */
export interface RawAnswer {
  readonly raw: readonly Buffer[];
}

export type Answer = RawAnswer | object;

export interface Method {
  /**
   * `local`: only over the unix socket, never from the network. Everything that
   * is not plain reading is local, and so is what tells secrets.
   */
  readonly reach: 'anywhere' | 'local';
  /** Throws `Refused` for wrong parameters; any other throw becomes `internal`. */
  readonly answer: (params: Fields) => Answer | Promise<Answer>;
}

export interface MonitorModule {
  /** By full name, for example `history.range`. */
  readonly methods: Readonly<Record<string, Method>>;
  readonly events: readonly EventChannel[];
  /** Called once per frame, after it was sent. Must be quick; must not throw. */
  readonly onFrame?: (frame: MonitorFrame, monotonicMs: number) => void;
  readonly close?: () => void;
}

/** An expected failure with one of the codes of contracts/errors.ts; travels as the contract kit expects it. */
export class Refused extends Error {
  readonly data: WireError;

  constructor(code: string, message: string, details: object = {}, retryable = false) {
    super(message);
    this.data = { code, details, retryable };
  }
}

/** A wrong parameter: names the field and says what would be right. */
export function invalid(field: string, problem: string): Refused {
  return new Refused('contract.invalid', `${field}: ${problem}`, { issues: [{ field, problem }] });
}

/** A method without parameters that anybody may call. */
export function read(answer: () => Answer | Promise<Answer>): Method {
  return { reach: 'anywhere', answer };
}
