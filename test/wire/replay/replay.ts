import { CookieJar, cookiesOf, type Received, send } from './http.js';
import { type Observed, secretsOf, shortcomings } from './compare.js';
import type { RecordedProvider } from './recorded-provider.js';
import {
  type Expectation,
  type Json,
  type MailOfReplay,
  profiles,
  type ProviderCall,
  type RequestStep,
  type Scenario,
} from './recording.js';
import { fill, type Scope } from './templates.js';

/** What an adapter's `start` answers. */
export interface Replayed {
  baseUrl: string;
  userIds?: Record<string, unknown>;
  mails(): Promise<MailOfReplay[]>;
  act(act: object): Promise<void>;
  stop(): Promise<void>;
}

export type StartAdapter = (profile: object, seed: object) => Promise<Replayed>;

/** What is asked of a step: the recorded answer, or the one that we give instead. */
export type Expect = (scenario: Scenario, index: number, step: RequestStep) => Expectation;

/** Replays a scenario; answers every shortcoming of every answer. */
export async function replay(
  scenario: Scenario,
  start: StartAdapter,
  provider: RecordedProvider,
  expect: Expect,
): Promise<string[]> {
  const profile = profiles[scenario.profile] ?? {};
  const { providers = [], ...seed } = scenario.seed ?? {};
  provider.answerBy(providers);
  const site = await start({ name: scenario.profile, ...profile, fakeProviderUrl: provider.url }, seed);
  const scope: Scope = { captured: new Map(), userIds: site.userIds ?? {}, profile };
  const jars = new Map<string, CookieJar>();
  const found: string[] = [];
  let seen = (await site.mails()).length;
  try {
    for (const [index, step] of scenario.steps.entries()) {
      if ('act' in step) {
        await site.act(fill(step.act, scope));
        continue;
      }
      const jar = jars.get(step.jar ?? '') ?? new CookieJar();
      jars.set(step.jar ?? '', jar);
      const request = fill(step.request, scope);
      const received = await send(site.baseUrl, request, cookieHeader(request.cookies, jar, request.path));
      const mails = await site.mails();
      const observed = observe(received, request.method, mails.slice(seen), provider.takeCalls());
      if (step.request.cookies === 'jar' || step.store) jar.store(observed.cookies);
      capture(step, received, observed, mails.at(-1), scope);
      seen = mails.length;
      const problems = shortcomings(expect(scenario, index, step), observed);
      found.push(...problems.map((problem) => `step ${index + 1}, ${request.method} ${step.request.path}: ${problem}`));
    }
  } finally {
    await site.stop();
  }
  return found;
}

function cookieHeader(cookies: RequestStep['request']['cookies'], jar: CookieJar, path: string): string {
  if (cookies === 'jar') return jar.headerFor(path);
  return Object.entries(cookies ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

function observe(received: Received, method: string, mails: MailOfReplay[], calls: ProviderCall[]): Observed {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received.headers)) headers[name] = String(value);
  if (headers['content-type'] !== undefined) headers['content-type'] = headers['content-type'].split(';', 1)[0] ?? '';
  // DRF sends Allow with every answer; it says something on these alone.
  if (received.status !== 405 && method !== 'OPTIONS') delete headers['allow'];
  const isJson = headers['content-type']?.includes('json') === true && received.text !== '';
  const body = isJson ? (JSON.parse(received.text) as Json) : received.text;
  return { status: received.status, body, isJson, headers, cookies: cookiesOf(received), mails, calls };
}

/** Keeps what later requests speak of; `a|b` is the first of the two that is there. */
function capture(
  step: RequestStep,
  received: Received,
  observed: Observed,
  mail: MailOfReplay | undefined,
  scope: Scope,
): void {
  for (const [name, sources] of Object.entries(step.capture ?? {})) {
    for (const source of sources.split('|')) {
      const [kind = '', argument = ''] = source.split(/:(.*)/);
      const value = valueOf(kind, argument, received, observed, mail);
      if (value === undefined || value === '') continue;
      scope.captured.set(name, value);
      break;
    }
  }
}

function valueOf(
  kind: string,
  argument: string,
  { headers }: Received,
  { body, cookies }: Observed,
  mail: MailOfReplay | undefined,
): string | undefined {
  switch (kind) {
    case 'json': {
      const value = argument.split('.').reduce<unknown>((part, key) => Reflect.get(Object(part) as object, key), body);
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    }
    case 'cookie':
      return cookies[argument]?.value;
    case 'header':
      return headers[argument.toLowerCase()]?.toString();
    case 'mail':
      return mail && secretsOf(mail.text)[argument];
    default:
      throw new Error(`unknown source: ${kind}`);
  }
}
