import { Controller, Get, Module } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Answer, CurrentExchange, describeRestAuth, type Exchange, LoginController } from 'nestjs-rest-auth';

import { restAuth, startHost, withHost } from '../support/host.js';
import { documentOf, operationsOf } from './document.js';

@ApiTags('Accounts')
class DescribedLoginController extends LoginController {
  @ApiOperation({ summary: 'Sign in', description: 'With a name.' })
  @ApiBody({ schema: { type: 'object', properties: { name: { type: 'string' } } } })
  @ApiResponse({ status: 423, description: 'The account is locked.' })
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    return super.post(exchange);
  }

  @Get()
  form(): Answer {
    return Answer.body({});
  }
}

@Controller('teams')
class TeamController {
  @Get()
  list(): string[] {
    return [];
  }
}

@Module({ controllers: [TeamController] })
class TeamModule {}

const config = new DocumentBuilder()
  .setTitle('A host')
  .addBearerAuth()
  .addGlobalParameters({ name: 'X-Tenant', in: 'header', schema: { type: 'string' } })
  .build();

describe('what is the host’s', () => {
  it('is left alone', async () => {
    const host = await startHost({ imports: [restAuth(), TeamModule] });
    const plain = SwaggerModule.createDocument(host.app, config);
    const before = structuredClone(plain);
    const described = describeRestAuth(host.app, plain);
    expect(plain).toEqual(before);
    expect(described.paths['/teams']).toEqual(plain.paths['/teams']);
    expect(described.info).toEqual(plain.info);
    expect(described.components?.securitySchemes).toMatchObject({
      bearer: { type: 'http' },
      DjRestAuthToken: { type: 'apiKey' },
    });
    expect(operationsOf(described)['post /dj-rest-auth/login']?.parameters).toMatchObject([
      { name: 'X-Tenant', in: 'header' },
    ]);
    await host.close();
  });

  it('stands where the host’s own decorators say it of our endpoints', () =>
    withHost({ controllers: { login: DescribedLoginController } }, async ({ app }) => {
      const { 'post /dj-rest-auth/login': post, 'get /dj-rest-auth/login': get } = operationsOf(documentOf(app));
      expect(post).toMatchObject({ summary: 'Sign in', description: 'With a name.', tags: ['Accounts'], security: [] });
      expect(post?.responses).toMatchObject({
        423: { description: 'The account is locked.' },
        200: { description: 'Credentials.' },
      });
      expect(post?.requestBody).toMatchObject({
        content: { 'application/json': { schema: { properties: { name: {} } } } },
      });
      expect(post?.responses).not.toHaveProperty('201');
      expect(get).toMatchObject({ operationId: 'DescribedLoginController_form', tags: ['Accounts'] });
    }));

  it('is all that there is in a document of other modules', async () => {
    const host = await startHost({ imports: [restAuth(), TeamModule] });
    const plain = SwaggerModule.createDocument(host.app, config, { include: [TeamModule] });
    expect(describeRestAuth(host.app, plain)).toEqual(plain);
    await host.close();
  });

  it('is all that there is without our module', async () => {
    const plain = { openapi: '3.0.0', paths: { '/teams': {} } };
    const host = await startHost({ imports: [TeamModule], migrations: [] });
    expect(describeRestAuth(host.app, plain)).toMatchObject(plain);
    await host.close();
  });
});
