/**
 * The demo in a real browser, from what a newcomer does to two tabs that refresh at once. Needs `npm run build` first, and Chromium (`CHROMIUM_PATH`, default `/usr/bin/chromium`).
 * `node test/browser.mjs` runs every flow at the most demanding instance, `node test/browser.mjs --all` at each of the eight, on Express and on Fastify. `TEST_BRIEF` leaves out axe, which
 * takes as long as all flows. Ends with 0 when all passed.
 */
import { readArguments } from './browser/arguments.mjs';
import { launchChromium } from './browser/chromium.mjs';
import { AUDIT_FLOWS, INSTANCE_FLOWS, PAGE_FLOWS, PICTURE_FLOWS } from './browser/flows.mjs';
import { runFlow } from './browser/run-flow.mjs';
import { report } from './browser/report.mjs';
import { DemoProcess } from './demo/demo-process.mjs';

const INSTANCES = ['default', 'hardened'].flatMap((preset) =>
  ['token', 'jwt', 'jwt-cookie', 'session'].map((kind) => `${preset}-${kind}`),
);

const { all, instance, adapter, only, screenshots } = readArguments();
const once = [
  ...PAGE_FLOWS,
  ...(process.env['TEST_BRIEF'] ? [] : AUDIT_FLOWS),
  ...(screenshots === undefined ? [] : PICTURE_FLOWS),
];
const adapters = all ? ['express', 'fastify'] : [adapter];
const rows = [];
const browser = await launchChromium();
try {
  for (const name of adapters) {
    for (const [index, id] of (all ? INSTANCES : [instance]).entries()) {
      // The pages are looked at once for each adapter.
      const flows = index === 0 ? [...INSTANCE_FLOWS, ...once] : INSTANCE_FLOWS;
      rows.push(await runInstance(name, id, flows));
    }
  }
} finally {
  await browser.close();
}
process.exitCode = report(rows, all) ? 0 : 1;

/** A demo of its own for each, so that nobody is known there yet. */
async function runInstance(adapterName, id, flows) {
  console.log(`${id} on ${adapterName}`);
  const began = Date.now();
  const demo = await DemoProcess.start({ DEMO_ADAPTER: adapterName, DEMO_THROTTLING: 'off' });
  const row = { id, adapter: adapterName, passed: 0, failed: 0, seconds: 0 };
  try {
    const origin = demo.origin.replace('127.0.0.1', 'localhost');
    const config = await (await fetch(`${origin}/demo/config`)).json();
    const chosen = config.instances.find((each) => each.id === id);
    if (chosen === undefined) throw new Error(`There is no instance ${id}.`);
    const place = { browser, origin, config, instance: chosen, adapter: adapterName, screenshots };
    const due = flows.filter(({ name, isFor = () => true }) => isFor(chosen) && new RegExp(only).test(name));
    for (const flow of due) {
      if (await runFlow(flow, place)) row.passed += 1;
      else row.failed += 1;
    }
  } finally {
    await demo.end();
  }
  row.seconds = Math.round((Date.now() - began) / 1000);
  return row;
}
