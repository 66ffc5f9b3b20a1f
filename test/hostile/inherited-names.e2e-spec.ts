import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { BooleanField, CharField, NestedField, UserDetailsDto } from 'nestjs-rest-auth';

import { runs, testSeed } from '../support/seed.js';
import { Profile, User } from '../support/test-user.js';
import { type Told, Twins } from '../support/twins.js';
import { isInShape } from './contract.js';
import { ENDPOINTS, OPTIONS, to } from './endpoints.js';

const seed = testSeed(import.meta.url);

class ProfileDto {
  @CharField({ maxLength: 100 })
  company_name!: string;
}

/** What a host may ask for besides texts: a nested object, a yes or no, and whatever class-validator checks by itself. */
class HostUserDto extends UserDetailsDto {
  @NestedField(() => ProfileDto, { required: false })
  profile?: ProfileDto;

  @BooleanField({ required: false, source: 'nowhere' })
  newsletter?: boolean;

  @IsOptional()
  @IsObject()
  preferences?: object;

  @IsOptional()
  @ValidateNested()
  anything?: unknown;
}

/** Names that every object has already, or that a library may take for more than a name. */
const INHERITED = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then'];

const VALUES = ['null', '"x"', '[]', '{"prototype":{"isActive":false}}'];

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start({ ...OPTIONS, dto: { userDetails: HostUserDto } });
});
afterAll(() => twins.close());

/** What every object had before. */
const pristine = Object.getOwnPropertyNames(Object.prototype).sort();
afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(pristine);
  expect(Object.getOwnPropertyNames(User.prototype)).toEqual(['constructor']);
});

const change = (json: string): Promise<Told> =>
  twins.ask({
    method: 'PATCH',
    path: 'user/',
    asAlice: true,
    headers: { 'Content-Type': 'application/json' },
    body: json,
  });

describe.each(ENDPOINTS.map((endpoint) => ({ where: `${endpoint.method} ${endpoint.path}`, endpoint })))(
  '$where',
  ({ endpoint }) => {
    it('knows no field by a name that every object has', async () => {
      const nothing = await twins.ask(to(endpoint, '{}'));
      for (const name of INHERITED) {
        const json = to(endpoint, (secrets) => `{${JSON.stringify(name)}:${JSON.stringify(endpoint.good(secrets))}}`);
        const form = to(
          endpoint,
          (secrets) => {
            const good = Object.entries(endpoint.good(secrets));
            return good.map(([field, value]) => `${name}[${field}]=${encodeURIComponent(value)}`).join('&');
          },
          { 'Content-Type': 'application/x-www-form-urlencoded' },
        );
        expect({ name, told: [await twins.ask(json), await twins.ask(form)] }).toEqual({
          name,
          told: [nothing, nothing],
        });
      }
    });
  },
);

describe.each(INHERITED)('a field named %s', (name) => {
  it('is none of the host’s nested object’s', async () => {
    for (const value of VALUES) {
      const answer = await change(`{"profile":{"company_name":"ACME",${JSON.stringify(name)}:${value}}}`);
      expect(answer).toMatchObject([200, { username: 'alice', profile: { company_name: 'ACME' } }]);
      const [profile] = await twins.one.dataSource.getRepository(Profile).find();
      expect({ ...profile }).toEqual({ id: expect.any(Number), companyName: 'ACME' });
    }
  });

  it('makes no text, no yes or no and no object of what is none', async () => {
    for (const value of VALUES) {
      const object = `{${JSON.stringify(name)}:${value}}`;
      expect(
        await change(`{"first_name":${object},"profile":{"company_name":${object}},"newsletter":${object}}`),
      ).toEqual([
        400,
        {
          first_name: ['Not a valid string.'],
          profile: { company_name: ['Not a valid string.'] },
          newsletter: ['Must be a valid boolean.'],
        },
      ]);
    }
  });

  it('is a name like any other in an object that class-validator checks', async () => {
    for (const value of VALUES) {
      const object = `{${JSON.stringify(name)}:${value}}`;
      for (const json of [`{"preferences":${object}}`, `{"preferences":{"a":[${object}]}}`, `{"anything":${object}}`]) {
        const [status, body] = await change(json);
        if (status !== 200) expect([status, isInShape(body)]).toEqual([400, true]);
      }
    }
  });
});

describe('what the host’s own fields are given', () => {
  it('is taken, or refused in the contract’s shape', async () => {
    const key = fc.oneof(fc.constantFrom(...INHERITED), fc.constantFrom('company_name', 'a'));
    const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('value'), { maxLength: 2 }),
        tie('object'),
      ),
      object: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    }));
    const fields = fc.constantFrom('profile', 'newsletter', 'preferences', 'anything');
    await fc.assert(
      fc.asyncProperty(fields, value, async (field, given) => {
        const [status, body] = await change(`{${JSON.stringify(field)}:${JSON.stringify(given)}}`);
        if (status !== 200) expect([status, isInShape(body)]).toEqual([400, true]);
      }),
      { seed, numRuns: runs(80) },
    );
  });

  it.each([['[]'], ['["true"]'], ['[[1]]'], ['{}'], ['"maybe"'], ['2'], ['""'], ['1e400']])(
    'is no yes and no no: %s',
    async (json) => {
      expect(await change(`{"newsletter":${json}}`)).toEqual([400, { newsletter: ['Must be a valid boolean.'] }]);
    },
  );

  it.each([
    ['[]', 'list'],
    ['[{"company_name":"ACME"}]', 'list'],
    ['"ACME"', 'str'],
    ['0', 'int'],
    ['0.5', 'float'],
    ['true', 'bool'],
  ])('is no nested object: %s', async (json, type) => {
    expect(await change(`{"profile":${json}}`)).toEqual([
      400,
      { profile: { non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`] } },
    ]);
  });
});
