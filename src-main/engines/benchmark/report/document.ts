/**
 * What a report says, before it is text, Markdown or HTML: each report is
 * written once, and no form can leave out what another one shows.
 */
import type { ChartData } from './charts/chartData.ts';

/** What a piece of text means; colour alone never says it. */
export type Tone = 'plain' | 'faint' | 'good' | 'warn' | 'bad';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface TableColumn {
  readonly title: string;
  readonly align?: 'right';
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
  readonly tone?: Tone;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string; readonly aside?: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'lead'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | { readonly kind: 'values'; readonly values: readonly NamedValue[] }
  | { readonly kind: 'figures'; readonly figures: readonly BigFigure[] }
  | { readonly kind: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'chart'; readonly title: string; readonly chart: ChartData }
  /** Closed at first where the form can do that. */
  | { readonly kind: 'more'; readonly title: string; readonly blocks: readonly Block[] };

/** A headline in large digits, for example the score. */
export interface BigFigure {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
}

export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly blocks: readonly Block[];
  /** How the figures were made, at the end. */
  readonly footer: string;
}

export function cell(text: string, tone?: Tone): Cell {
  return tone === undefined ? { text } : { text, tone };
}

/** A section that is left out when it has nothing to say. */
export function section(title: string, blocks: readonly Block[], aside?: string): readonly Block[] {
  if (blocks.length === 0) return [];
  return [{ kind: 'heading', level: 2, text: title, ...(aside === undefined ? {} : { aside }) }, ...blocks];
}
