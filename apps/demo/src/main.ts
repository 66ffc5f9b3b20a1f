import { NestFactory } from '@nestjs/core';
import { RestAuthOptionsError } from 'nestjs-rest-auth';

import { reportCookies } from './client/cookie-report.js';
import { DemoModule } from './demo.module.js';
import { type Environment, EnvironmentError, readEnvironment } from './environment.js';
import { ExplorerDocuments } from './explorer/explorer.documents.js';
import { FakeProvider } from './fake-provider/fake-provider.js';
import { refuseForeignNames } from './foreign-names.js';
import { httpAdapter } from './http-adapter.js';
import { INSTANCES } from './instances/instances.js';
import { namesOf, SOCIAL_SERVICES, type SocialService } from './social/social-services.js';

try {
  await start(readEnvironment());
} catch (error) {
  // Wrong variables and options are listed with their remedies; a stack would bury them.
  const isExplained = error instanceof EnvironmentError || error instanceof RestAuthOptionsError;
  console.error(isExplained ? error.message : error);
  process.exit(1);
}

async function start(environment: Environment): Promise<void> {
  const { socialClients, publicUrl } = environment;
  const fakeServices = SOCIAL_SERVICES.filter((service) => socialClients[service] === null);
  const fakeProvider = await FakeProvider.start(fakeServices, publicUrl);
  const app = await NestFactory.create(DemoModule.forRoot(environment, fakeProvider), httpAdapter(environment), {
    logger: ['warn', 'error', 'fatal'],
  });
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  // One by one: Fastify takes no list of them.
  app.use(refuseForeignNames(environment));
  app.use(reportCookies);
  app.get(ExplorerDocuments, { strict: false }).of(app);
  await app.listen(environment.port, environment.host);
  console.log(greeting(environment, fakeServices));
}

function greeting(environment: Environment, fakeServices: readonly SocialService[]): string {
  const { publicUrl, host, port, databaseUrl, databaseFile, smtpUrl } = environment;
  const isOpen = smtpUrl === null && !['127.0.0.1', '::1', 'localhost'].includes(host);
  const fakeProvider = `${publicUrl}/fake-provider (sample people at ${namesOf(fakeServices)})`;
  return `
The demo is running (listening on ${host}:${port}; Ctrl+C stops it).

  What it is     ${publicUrl}/
  The client     ${publicUrl}/app/
  Mailbox        ${publicUrl}/mailbox${smtpUrl === null ? '' : ' (mails are sent by SMTP_URL)'}
  API explorer   ${publicUrl}/docs/
  All endpoints  ${publicUrl}/forms
  The API        ${publicUrl}/dj-rest-auth/
                 ${INSTANCES.map(({ path }) => `/${path}/`).join(' ')}
  Fake provider  ${fakeServices.length > 0 ? fakeProvider : 'none (each service is asked itself)'}
  Database       ${databaseUrl === null ? databaseFile : 'PostgreSQL (DATABASE_URL)'}
${isOpen ? `\n  Whoever reaches ${host}:${port} reads the mailbox, and so can be anybody here.\n` : ''}`;
}
