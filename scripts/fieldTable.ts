/** JSON Schema, as zod writes it, to a Markdown table that a person can read. */

export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly description?: string;
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly needed: string;
  readonly meaning: string;
}

/** A table of the fields, or one line for a type that has none. */
export function fieldTable(schema: JsonSchema): string {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return isEmptyObject(schema) ? 'none.' : `${typeText(schema)}.`;
  const lines = rows.map(({ path, type, needed, meaning }) => `| ${path} | ${type} | ${needed} | ${meaning} |`);
  const intro = schema.properties === undefined ? `${typeText(schema)}.` : 'an object.';
  return [intro, '', '| field | type | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function isEmptyObject(schema: JsonSchema): boolean {
  return schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0 && typeof schema.additionalProperties !== 'object';
}

function rowsOf(schema: JsonSchema, prefix: string): readonly Row[] {
  const inner = significant(schema);
  if (inner.items !== undefined) return rowsOf(inner.items, `${prefix}[]`);
  if (typeof inner.additionalProperties === 'object') return rowsOf(inner.additionalProperties, `${prefix}.*`);
  const variants = variantsOf(inner);
  if (variants !== undefined) return variants.flatMap((variant) => rowsOf(variant, `${prefix}${variantLabel(variant)}`));
  return Object.entries(inner.properties ?? {}).flatMap(([name, field]) => {
    if (field.const !== undefined && prefix.endsWith(tagText(name, field))) return []; // said by the path already
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const needed = field.default === undefined ? neededText(inner, name) : code(JSON.stringify(field.default));
    return [{ path: code(path), type: typeText(field), needed, meaning: cell(field.description ?? '') }, ...rowsOf(field, path)];
  });
}

function neededText(schema: JsonSchema, name: string): string {
  return schema.required?.includes(name) === true ? '' : 'optional';
}

/** Looks through `or null` and through readings, whose three shapes are explained once in the index. */
function significant(schema: JsonSchema): JsonSchema {
  const reading = readingValue(schema);
  if (reading !== undefined) return significant(reading);
  const options = optionsOf(schema)?.filter((option) => option.type !== 'null');
  return options?.length === 1 && options[0] !== undefined ? significant(options[0]) : schema;
}

/** The object variants of a union, when their fields must be listed one by one. */
function variantsOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const options = optionsOf(schema)?.filter((option) => option.properties !== undefined);
  return options === undefined || options.length === 0 ? undefined : options;
}

function variantLabel(variant: JsonSchema): string {
  const tag = Object.entries(variant.properties ?? {}).find(([, field]) => field.const !== undefined);
  return tag === undefined ? '' : tagText(...tag);
}

function tagText(name: string, field: JsonSchema): string {
  return `(${name}=${typeof field.const === 'string' ? field.const : JSON.stringify(field.const)})`;
}

function optionsOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => ({ ...schema, type }));
  return schema.anyOf ?? schema.oneOf;
}

/** The schema of `value` when this is a reading: ok, absent or unknown. */
function readingValue(schema: JsonSchema): JsonSchema | undefined {
  const options = optionsOf(schema);
  const states = options?.map((option) => option.properties?.['status']?.const);
  if (options?.length !== 3 || states?.join() !== 'ok,absent,unknown') return undefined;
  return options[0]?.properties?.['value'] ?? {};
}

/** A type in words, safe inside a table cell. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](#type-${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  const reading = readingValue(schema);
  if (reading !== undefined) return `reading of ${typeText(reading)}`;
  const options = optionsOf(schema);
  if (options !== undefined) return unionText(options);
  return plainText(schema);
}

function unionText(options: readonly JsonSchema[]): string {
  const tags = options.map(variantLabel).filter((label) => label !== '');
  if (tags.length === options.length) return `one of ${tags.map((label) => code(label.slice(1, -1))).join(', ')}`;
  return [...new Set(options.map(typeText))].join(' or ');
}

function plainText(schema: JsonSchema): string {
  switch (schema.type) {
    case 'string':
      return `text${inBrackets(textLimits(schema))}`;
    case 'integer':
      return `whole number${inBrackets(numberLimits(schema))}`;
    case 'number':
      return `number${inBrackets(numberLimits(schema))}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `list of ${typeText(schema.items ?? {})}${inBrackets(span(schema.minItems, schema.maxItems, ' entries'))}`;
    case 'object':
      return typeof schema.additionalProperties === 'object' ? `map from text to ${typeText(schema.additionalProperties)}` : 'object';
    case undefined:
    default:
      return 'any JSON value';
  }
}

/** `, 1 to 5` → ` (1 to 5)` */
function inBrackets(limits: string): string {
  return limits === '' ? '' : ` (${limits.slice(2)})`;
}

const formats: Readonly<Record<string, string>> = { 'date-time': ', ISO 8601 date and time', 'uri': ', URL' };

function textLimits(schema: JsonSchema): string {
  const format = formats[schema.format ?? ''] ?? '';
  const pattern = schema.pattern !== undefined && format === '' ? `, ${code(schema.pattern)}` : '';
  return `${format}${pattern}${span(schema.minLength, schema.maxLength, ' characters')}`;
}

function numberLimits(schema: JsonSchema): string {
  const above = schema.exclusiveMinimum === undefined ? '' : `, above ${String(schema.exclusiveMinimum)}`;
  const below = schema.exclusiveMaximum === undefined ? '' : `, below ${String(schema.exclusiveMaximum)}`;
  return `${span(safe(schema.minimum), safe(schema.maximum), '')}${above}${below}`;
}

/** zod writes the limits of exact integers into every whole number; they tell nobody anything. */
function safe(limit: number | undefined): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;
}

function span(from: number | undefined, to: number | undefined, what: string): string {
  if (from !== undefined && to !== undefined) return `, ${String(from)} to ${String(to)}${what}`;
  if (from !== undefined) return `, at least ${String(from)}${what}`;
  return to === undefined ? '' : `, at most ${String(to)}${what}`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
