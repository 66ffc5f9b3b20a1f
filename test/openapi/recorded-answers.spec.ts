import type { INestApplication } from '@nestjs/common';

import { closeAll, start } from '../wire/adapter.mjs';
import { expectationOf } from '../wire/deviations.js';
import { RecordedProvider } from '../wire/replay/recorded-provider.js';
import { areas, profiles, readArea } from '../wire/replay/recording.js';
import { replay, type StartAdapter } from '../wire/replay/replay.js';
import { AnswerCheck } from './answer-check.js';
import { AnswerLog } from './answer-log.js';
import { documentOf } from './document.js';

/** What is described of a site, and what it has answered since one looked last. */
interface Book {
  readonly check: AnswerCheck;
  readonly log: AnswerLog;
}

const books = new WeakMap<INestApplication, Book>();

function bookOf(app: INestApplication): Book {
  const book = books.get(app) ?? {
    check: new AnswerCheck(documentOf(app), 'dj-rest-auth'),
    log: new AnswerLog(app.getHttpServer()),
  };
  books.set(app, book);
  return book;
}

const scenarios = areas()
  .flatMap(readArea)
  .filter(({ profile }) => profiles[profile]?.throttleRates === undefined);

describe('what was recorded of dj-rest-auth, and is answered alike, is described', () => {
  let provider: RecordedProvider;

  beforeAll(async () => {
    provider = await RecordedProvider.start();
  });

  afterAll(async () => {
    await closeAll();
    await provider.stop();
  });

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
    let book: Book | undefined;
    const starting: StartAdapter = async (...given) => {
      const site = await start(...given);
      book = bookOf(site.app);
      return site;
    };
    expect(await replay(scenario, starting, provider, expectationOf)).toEqual([]);
    const found = book?.log.take().map((answer) => book?.check.problems(answer) ?? null) ?? [];
    expect(found).toHaveLength(scenario.steps.filter((step) => 'request' in step).length);
    expect(found.flatMap((problems) => problems ?? [])).toEqual([]);
  });
});
