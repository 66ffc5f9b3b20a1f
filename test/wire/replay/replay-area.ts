import { closeAll, start } from '../adapter.mjs';
import { expectationOf } from '../deviations.js';
import { RecordedProvider } from './recorded-provider.js';
import { readArea } from './recording.js';
import { replay } from './replay.js';

/** A named test for each recorded scenario of an area. */
export function replayArea(area: string): void {
  const scenarios = readArea(area);
  describe(area, () => {
    let provider: RecordedProvider;

    beforeAll(async () => {
      provider = await RecordedProvider.start();
    });

    afterAll(async () => {
      await closeAll();
      await provider.stop();
    });

    it.each(scenarios.map((scenario) => [scenario.id, scenario.title, scenario] as const))(
      '%s: %s',
      async (_id, _title, scenario) => {
        expect(await replay(scenario, start, provider, expectationOf)).toEqual([]);
      },
    );
  });
}
