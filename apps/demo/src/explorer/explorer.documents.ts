import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describeRestAuth } from 'nestjs-rest-auth';

import { INSTANCES } from '../instances/instances.js';
import { SAMPLE_ACCOUNTS } from '../sample-accounts/sample-accounts.js';
import { excerpt } from './excerpt.js';

/** A document for each instance, by its name in the explorer. */
const PATHS: ReadonlyMap<string, string> = new Map([
  ...INSTANCES.map(({ id, path }): [string, string] => [id, path]),
  ['dj-rest-auth', 'dj-rest-auth'],
]);

/** The OpenAPI documents of the running application. */
@Injectable()
export class ExplorerDocuments {
  private app: INestApplication | null = null;
  private documents: ReadonlyMap<string, OpenAPIObject> | null = null;

  get names(): readonly string[] {
    return [...PATHS.keys()];
  }

  /** Which application is described. */
  of(app: INestApplication): void {
    this.app = app;
  }

  /** Written when somebody asks first, so that the start need not wait for it. */
  find(name: string): OpenAPIObject | null {
    if (!this.documents && this.app) this.documents = documentsOf(this.app);
    return this.documents?.get(name) ?? null;
  }
}

function documentsOf(app: INestApplication): ReadonlyMap<string, OpenAPIObject> {
  const config = new DocumentBuilder().setDescription(description()).setOpenAPIVersion('3.1.0').build();
  const document = describeRestAuth(app, SwaggerModule.createDocument(app, config));
  return new Map(
    [...PATHS].map(([name, path]) => [
      name,
      { ...excerpt(document, `/${path}/`), info: { ...config.info, title: name } },
    ]),
  );
}

function description(): string {
  const [{ username, password }] = SAMPLE_ACCOUNTS;
  return `Try it out: \`${username}\` with the password \`${password}\` is there to log in with. CSRF tokens are fetched and sent for you.`;
}
