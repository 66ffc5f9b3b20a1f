/**
 * Reads `docker-compose.yml` as Docker would: its syntax, its references, and that the demo understands every variable that it is given. Where a Compose is installed, that has its say too; none is
 * started. Ends with 0 when all of it is right.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';

const file = new URL('../docker-compose.yml', import.meta.url);
const { services } = parse(await readFile(file, 'utf8'), { merge: true, uniqueKeys: true });
const environment = await readFile(new URL('../apps/demo/src/environment.ts', import.meta.url), 'utf8');
const KEYS = ['image', 'build', 'command', 'ports', 'depends_on', 'environment', 'healthcheck'];

for (const [name, service] of Object.entries(services)) {
  const unknown = Object.keys(service).filter((key) => !KEYS.includes(key));
  assert.deepEqual(unknown, [], `${name} has keys that nobody has looked at`);
  assert.ok((service.image === undefined) !== (service.build === undefined), `${name} has either an image or a build`);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    assert.ok(services[other], `${name} waits for ${other}, which is there`);
    const isAwaited = condition !== 'service_healthy' || services[other].healthcheck !== undefined;
    assert.ok(isAwaited, `${name} waits until ${other} is healthy, which can be asked`);
  }
  for (const port of service.ports ?? [])
    assert.match(port, /^127\.0\.0\.1:\d+:\d+$/, `${name} is seen on this machine alone`);
  if (service.build === undefined) continue;
  for (const [variable, value] of Object.entries(service.environment)) {
    assert.ok(environment.includes(`\`${variable}\``), `the demo knows ${variable}`);
    const [, host] = /^\w+:\/\/(?:[^@/]*@)?([\w-]+):\d+/.exec(value) ?? [];
    assert.ok(host === undefined || host === 'localhost' || services[host], `${variable} leads to a service`);
  }
}
console.log(`docker-compose.yml: ${Object.keys(services).join(', ')}: right by its syntax and references`);

const composes = [['docker', 'compose'], ['docker-compose']].filter(
  ([command, ...rest]) => spawnSync(command, [...rest, 'version']).status === 0,
);
for (const [command, ...rest] of composes.slice(0, 1)) {
  const { status, stderr } = spawnSync(command, [...rest, 'config', '--quiet'], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, SECRET: 'x'.repeat(32) },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  console.log(`${command} config: right`);
}
if (composes.length === 0) console.log('No Compose is installed here to ask as well.');
