import { z } from 'zod';
import { type Route, routes } from '../../api/contract.ts';
import { errorReport, runEvent } from '../../api/run.ts';

type JsonObject = Record<string, unknown>;

/** The contract as an OpenAPI 3.1 document. */
export function makeOpenApiDocument(version: string): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(name, route) };
  }
  paths['/api/runs/{id}/stream'] = { get: streamOperation() };
  return {
    openapi: '3.1.0',
    info: {
      title: 'MLAnywhere',
      version,
      description: 'Makes a Kubernetes cluster, installs Kubeflow on it, hands it over.',
    },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'mla_session_PORT',
          description: 'With the header X-CSRF-Token, which the answer to the login holds.',
        },
      },
      responses: { Error: { description: 'What happened, why, and what to do', content: json(errorReport, 'output') } },
    },
  };
}

function describeRoute(name: string, route: Route): JsonObject {
  return {
    operationId: name,
    summary: route.summary,
    ...(route.role === 'none' ? { security: [] } : { 'x-role': route.role }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.body && { requestBody: { required: true, content: json(route.body, 'input') } }),
    responses: {
      [String(route.status ?? 200)]: { description: route.summary, content: json(route.response, 'output') },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function streamOperation(): JsonObject {
  return {
    operationId: 'streamEvents',
    summary: 'Events as they come (server-sent events); ends with `event: end` after the last one',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'after', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } },
      { name: 'Last-Event-ID', in: 'header', schema: { type: 'integer' } },
    ],
    responses: {
      '200': {
        description: '`data` of each is this',
        content: { 'text/event-stream': { schema: schemaOf(runEvent, 'output') } },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): JsonObject[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function json(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return { 'application/json': { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    // Of the words that are understood as yes and no, the two that everybody knows.
    override: ({ zodSchema: { _zod }, jsonSchema }) => {
      if (_zod.def.type === 'pipe' && 'out' in _zod.def && isBoolean(_zod.def.out) && jsonSchema.type === 'string')
        jsonSchema.enum = ['true', 'false'];
    },
  });
  return rest;
}

function isBoolean(schema: unknown): boolean {
  return schema instanceof z.ZodBoolean;
}
