import { NestFactory } from '@nestjs/core';
import { RestAuthOptionsError } from 'nestjs-rest-auth';

import { DemoModule } from './demo.module.js';
import { type Environment, EnvironmentError, readEnvironment } from './environment.js';

try {
  await start(readEnvironment());
} catch (error) {
  // Wrong variables and options are listed with their remedies; a stack would bury them.
  const isExplained = error instanceof EnvironmentError || error instanceof RestAuthOptionsError;
  console.error(isExplained ? error.message : error);
  process.exit(1);
}

async function start(environment: Environment): Promise<void> {
  const app = await NestFactory.create(DemoModule.forRoot(environment), {
    logger: ['warn', 'error', 'fatal'],
  });
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  await app.listen(environment.port, environment.host);
  console.log(greeting(environment));
}

function greeting({ publicUrl, host, port, databaseUrl, databaseFile, smtpUrl }: Environment): string {
  return `
The demo is running (listening on ${host}:${port}; Ctrl+C stops it).

  All endpoints  ${publicUrl}/
  The API        ${publicUrl}/dj-rest-auth/
  Mailbox        ${publicUrl}/mailbox${smtpUrl === null ? '' : ' (mails are sent by SMTP_URL)'}
  Database       ${databaseUrl === null ? databaseFile : 'PostgreSQL (DATABASE_URL)'}
`;
}
