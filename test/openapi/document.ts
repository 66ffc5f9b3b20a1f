import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeRestAuth } from 'nestjs-rest-auth';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;

export const VERSIONS = ['3.0.0', '3.1.0'] as const;

/** The methods that a document may have. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const;

/** The document as a host makes it. */
export function documentOf(app: INestApplication, version: (typeof VERSIONS)[number] = '3.1.0'): OpenAPIObject {
  const config = new DocumentBuilder().setTitle('A host').setOpenAPIVersion(version).build();
  return describeRestAuth(app, SwaggerModule.createDocument(app, config));
}

/** Makes its own validators at their first use, which takes longer than all else. */
const validator = new Validator();

/** What the OpenAPI Initiative's own schemas find wrong with it. */
export async function problemsOf(document: OpenAPIObject): Promise<unknown> {
  // The validator writes into what it is given.
  const { errors } = await validator.validate(structuredClone(document) as never);
  return errors ?? [];
}

/** Its operations by method and path: `post /dj-rest-auth/login`. */
export function operationsOf(document: OpenAPIObject): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method): [string, Operation][] => {
        const operation = item[method];
        return operation ? [[`${method} ${path}`, operation]] : [];
      }),
    ),
  );
}

/** The schema that stands there, with its reference followed. */
export function schemaOf(document: OpenAPIObject, schema: object | undefined): Record<string, unknown> {
  const reference: unknown = Reflect.get(schema ?? {}, '$ref');
  const name = typeof reference === 'string' ? reference.replace('#/components/schemas/', '') : null;
  return (name === null ? schema : document.components?.schemas?.[name]) as Record<string, unknown>;
}

/** What a request of that operation sends; undefined where there is no body. */
export function requestOf(document: OpenAPIObject, operation: string): Record<string, unknown> {
  return jsonOf(document, operationsOf(document)[operation]?.requestBody);
}

/** What it answers with that status. */
export function answerOf(document: OpenAPIObject, operation: string, status: number): Record<string, unknown> {
  return jsonOf(document, operationsOf(document)[operation]?.responses[String(status)]);
}

function jsonOf(document: OpenAPIObject, part: object | undefined): Record<string, unknown> {
  const { content } = Object(part) as { content?: Record<string, { schema: object }> };
  return schemaOf(document, content?.['application/json']?.schema);
}
