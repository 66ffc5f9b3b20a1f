import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Site } from './site.mjs';

/** Runs one flow in browsers of its own; gives whether it passed, and says so. */
export async function runFlow({ name, refusals = [], run }, place) {
  const { browser, origin, config, instance, adapter, screenshots } = place;
  const site = new Site(browser, origin, config, instance);
  const began = Date.now();
  try {
    await run(site, { screenshots });
    assert.deepEqual(site.complaints(refusals), [], 'no page complains');
    console.log(`  ok   ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`  FAIL ${name}`);
    console.error(error);
    for (const complaint of site.complaints([])) console.error(`  the page said: ${complaint}`);
    const picture = `${instance.id}-${adapter}-${name.replace(/[^a-z]+/gi, '-')}`.slice(0, 100);
    const paths = await site.takePictures(join(tmpdir(), 'browser-tests'), picture).catch(() => []);
    for (const path of paths) console.error(`  ${path}`);
    return false;
  } finally {
    await site.end();
  }
}
