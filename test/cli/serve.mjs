// node test/cli/serve.mjs MODULE: a host's application that listens, and says where.
import { NestFactory } from '@nestjs/core';

const { AppModule } = await import(process.argv[2]);
const app = await NestFactory.create(AppModule, { logger: ['error', 'fatal'] });
await app.listen(0, '127.0.0.1');
console.log(`listening ${await app.getUrl()}`);
