import { Module } from '@nestjs/common';

import { chooseRootModule } from '../../libs/rest-auth/src/cli/host/root-module.js';

@Module({ imports: [] })
class AppModule {}

@Module({ imports: [] })
class OtherModule {}

@Module({})
class Leaf {}

const made = { module: Leaf, imports: [] };

function chosen(loaded: object, exportName: string | null = null): unknown {
  try {
    return chooseRootModule(loaded, { typed: 'app.js', file: '/app.js', exportName });
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

describe('the module that is booted', () => {
  it('is the default export, or the only one that imports others', () => {
    expect([
      chosen({ default: AppModule, OtherModule }),
      chosen({ AppModule, Leaf, answer: 42 }),
      chosen({ app: made, Leaf }),
    ]).toEqual([AppModule, AppModule, made]);
  });

  it('is the one that is named', () => {
    expect([chosen({ AppModule, OtherModule }, 'OtherModule'), chosen({ app: made, AppModule }, 'app')]).toEqual([
      OtherModule,
      made,
    ]);
  });

  it('is found in what CommonJS exports', () => {
    const exported = { __esModule: true, AppModule };
    expect([
      chosen({ default: exported }),
      chosen({ default: exported, ...exported, 'module.exports': exported }),
      chosen({ default: { __esModule: true, default: AppModule, OtherModule } }),
    ]).toEqual([AppModule, AppModule, AppModule]);
  });

  it('is not guessed', () => {
    expect([
      chosen({}),
      chosen({ Leaf, answer: 42 }),
      chosen({ AppModule, OtherModule }),
      chosen({ AppModule }, 'Other'),
      chosen({ AppModule, answer: 42 }, 'answer'),
    ]).toEqual([
      'app.js exports nothing: name the file that exports your root module, such as dist/app.module.js.',
      expect.stringMatching(/^app\.js exports no Nest module with imports, only Leaf, answer\. /),
      'app.js exports more than one module. Name one: app.js#AppModule or app.js#OtherModule.',
      'app.js has no export of the name Other: it has AppModule.',
      expect.stringMatching(/^answer is no Nest module: /),
    ]);
  });
});
