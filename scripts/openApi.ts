/** Renders the OpenAPI 3.1 description of the web port from the contracts. Pure. */
import type { z } from 'zod';
import { type RestEndpoint, restEndpoints, restError } from '../src-main/contracts/webRest.ts';
import { streamMessage, streamRequest } from '../src-main/contracts/webStream.ts';
import { toSchema } from './apiReference.ts';

type Json = Readonly<Record<string, unknown>>;

const streamText = `JSON messages on a WebSocket, one per text frame, with the token as subprotocol (\`hecate\`, \`hecate.token.<token>\`) or as a header.
The server says \`hello\`. The client sends \`subscribe\`; the server answers \`subscribed\` and one \`full\` message, and from then on \`delta\` messages: of cpu, memory
and pressure the fields that changed, of every other group the whole list if anything in it changed. A delta belongs on the message whose \`sequence\` is its \`base\`;
a client that missed one asks \`resync\`. Who does not read fast enough misses messages, then gets a full one; who does not read for 30 seconds is cut off.
A wrong message is answered with \`error\`, which names the field.`;

/** What is spoken on each WebSocket. */
export const socketTexts = {
  '/v1/stream': streamText,
  '/rpc':
    'JSON-RPC 2.0 on a WebSocket, one message per text frame: every reading member of the contracts monitor, history, alerts and processes.',
  '/ws':
    'The JSON of the original hecate-monitor on a WebSocket, about once a second. Units are true: rates are per second, a gb is 1024³ bytes, an mb 1024²; what is not known is null.',
};

class Components {
  readonly #schemas: Record<string, unknown> = {};

  /** A schema for use inside the description; what has a name goes to the components. */
  schema(type: z.ZodType, io: 'input' | 'output'): unknown {
    const described = toSchema(type, io);
    for (const [name, schema] of Object.entries(described.types)) this.#schemas[name] = referenced(schema);
    return referenced(described.schema);
  }

  named(name: string, type: z.ZodType, io: 'input' | 'output'): void {
    this.#schemas[name] = this.schema(type, io);
  }

  get all(): Json {
    return Object.fromEntries(Object.entries(this.#schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** zod's references point into its own document. */
function referenced(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(referenced);
  if (typeof schema !== 'object' || schema === null) return schema;
  // The name of a type, which its place in the components says already; a field called id is an object here.
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'id' || typeof value !== 'string');
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === '$ref' ? String(value).replace('#/$defs/', '#/components/schemas/') : referenced(value)]),
  );
}

function parameters(endpoint: RestEndpoint, components: Components): readonly Json[] {
  return Object.entries(endpoint.query.shape).map(([name, type]) => ({
    name,
    in: 'query',
    required: !type.safeParse(undefined).success,
    schema: components.schema(type, 'input'),
  }));
}

const refusal = (description: string): Json => ({ description, content: { 'text/plain': { schema: { type: 'string' } } } });

function endpointDescription(endpoint: RestEndpoint, components: Components): Json {
  const content = {
    ...(endpoint.output === undefined ? {} : { 'application/json': { schema: components.schema(endpoint.output, 'output') } }),
    ...(endpoint.text === undefined ? {} : { [endpoint.text]: { schema: { type: 'string' } } }),
  };
  const wrong = {
    description: 'The field that is wrong, and what would be right',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
  return {
    get: {
      summary: endpoint.title,
      description: endpoint.description,
      parameters: parameters(endpoint, components),
      ...(endpoint.needsToken ? {} : { security: [] }),
      responses: {
        200: { description: endpoint.title, content },
        ...(endpoint.needsToken
          ? { 400: wrong, 401: refusal('No token, or a wrong one'), 404: wrong, 429: refusal('Too many wrong tokens') }
          : {}),
        421: refusal('The Host is not one of this machine'),
      },
    },
  };
}

function socketDescription(path: string, description: string): Json {
  return {
    get: {
      summary: `WebSocket ${path}`,
      description,
      responses: {
        101: { description: 'Switched to the WebSocket protocol' },
        401: refusal('No token, or a wrong one'),
        503: refusal('Too many clients'),
      },
    },
  };
}

/** The whole description. */
export function openApiDescription(): Json {
  const components = new Components();
  components.named('Error', restError, 'output');
  components.named('StreamRequest', streamRequest, 'input');
  components.named('StreamMessage', streamMessage, 'output');
  const rest = Object.entries(restEndpoints).map(([path, endpoint]) => [path, endpointDescription(endpoint, components)] as const);
  const sockets = Object.entries(socketTexts).map(([path, text]) => [path, socketDescription(path, text)] as const);
  return {
    openapi: '3.1.0',
    info: {
      title: 'HecateOS Control Center: monitor',
      version: '1',
      description:
        'Live figures, history and alerts of one machine. Reading only. The token is in `web-token` in the state folder, in Settings and in the answer of `monitor.web` on the unix socket; it never stands in a URL.',
    },
    servers: [{ url: 'http://127.0.0.1:9313' }],
    security: [{ token: [] }],
    paths: Object.fromEntries([...rest, ...sockets]),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: components.all },
  };
}

/** As it is stored. */
export function renderOpenApi(): string {
  return `${JSON.stringify(openApiDescription(), null, 2)}\n`;
}
