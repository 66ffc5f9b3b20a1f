import { ApiProperty, type OpenAPIObject } from '@nestjs/swagger';
import { IsArray, IsEnum, IsIn, IsInt, IsOptional, Length, Max, Min } from 'class-validator';
import {
  BooleanField,
  CharField,
  EmailField,
  LoginDto,
  NestedField,
  PasswordChangeDto,
  PasswordField,
  ReadOnlyField,
  RegisterDto,
  type RestAuthOptions,
  UserDetailsDto,
} from 'nestjs-rest-auth';

import { withHost } from '../support/host.js';
import type { User } from '../support/test-user.js';
import { answerOf, documentOf, problemsOf, requestOf, schemaOf, VERSIONS } from './document.js';

class ProfileDto {
  @CharField({ maxLength: 100 })
  company_name!: string;

  @NestedField(() => ProfileDto, { required: false, allowNull: true })
  parent?: ProfileDto | null;
}

enum Plan {
  free = 'free',
  paid = 'paid',
}

class MemberDetailsDto extends UserDetailsDto {
  @NestedField(() => ProfileDto, { required: false })
  profile?: ProfileDto;

  @CharField({ required: false, allowNull: true, maxLength: 20 })
  nickname?: string | null;

  @BooleanField({ required: false })
  newsletter?: boolean;

  @PasswordField({ required: false, minLength: 4 })
  pin?: string;

  @ApiProperty({ type: Number, description: 'What is left.', example: 12.5 })
  @ReadOnlyField()
  balance!: unknown;

  @ReadOnlyField()
  since!: Date;
}

class PlainRegisterDto extends RegisterDto {
  @IsOptional()
  @IsInt()
  @Min(16)
  @Max(99)
  age?: number;

  @IsEnum(Plan)
  plan!: Plan;

  @IsIn(['de', 'en'])
  language!: string;

  @Length(2, 4)
  initials!: string;

  @ApiProperty({ type: [String], minItems: 1 })
  @IsArray()
  tags!: string[];

  @ApiProperty({ enum: Plan, isArray: true })
  @IsArray()
  former!: Plan[];
}

class EmailLoginDto {
  @EmailField()
  email!: string;

  @PasswordField({ maxLength: null })
  password!: string;
}

class ShortLoginDto extends LoginDto {
  @CharField({ maxLength: 10 })
  declare username: string;
}

class OtherChangeDto extends PasswordChangeDto {
  @CharField({ enabled: (settings) => settings.login.methods.includes('email') })
  reason!: string;
}

type Options = Partial<RestAuthOptions<User>>;

const PASSWORD_SCHEMA = { type: 'string', format: 'password', minLength: 1, maxLength: 128, writeOnly: true };
const TEXTS = { type: 'array', items: { type: 'string' } };

function described(
  options: Options,
  look: (document: OpenAPIObject) => unknown,
  version: (typeof VERSIONS)[number] = '3.1.0',
) {
  return withHost(options, async ({ app }) => {
    const document = documentOf(app, version);
    expect(await problemsOf(document)).toEqual([]);
    return look(document);
  });
}

describe('what is sent', () => {
  it('is what the DTO class takes', async () => {
    expect(await described({}, (document) => requestOf(document, 'post /dj-rest-auth/registration'))).toEqual({
      type: 'object',
      properties: {
        username: { type: 'string', minLength: 1, maxLength: 150 },
        email: { type: 'string', format: 'email', minLength: 1 },
        password1: PASSWORD_SCHEMA,
        password2: PASSWORD_SCHEMA,
      },
      required: ['username', 'password1', 'password2'],
    });
  });

  it('follows the options', async () => {
    const options: Options = { username: { required: false, minLength: 3 }, email: { required: true } };
    expect(
      await described(options, (document) => requestOf(document, 'post /dj-rest-auth/registration')),
    ).toMatchObject({
      properties: { username: { minLength: 3 } },
      required: ['email', 'password1', 'password2'],
    });
  });

  it('has no field that is switched off', async () => {
    const fields = (options: Options) =>
      described(options, (document) => requestOf(document, 'post /dj-rest-auth/password/change')['required']);
    expect(await fields({})).toEqual(['new_password1', 'new_password2']);
    expect(await fields({ password: { oldPasswordRequired: true } })).toEqual([
      'old_password',
      'new_password1',
      'new_password2',
    ]);
    const dto = { passwordChange: OtherChangeDto };
    expect(await fields({ dto })).toEqual(['new_password1', 'new_password2']);
    expect(await fields({ dto, login: { methods: ['email'] } })).toEqual(['new_password1', 'new_password2', 'reason']);
  });

  it('is what a class of the host’s takes, as JSON and in forms', async () => {
    const look = (document: OpenAPIObject) => document.paths['/dj-rest-auth/login']?.post?.requestBody;
    const schema = { $ref: '#/components/schemas/DjRestAuthEmailLoginRequest' };
    expect(await described({ dto: { login: EmailLoginDto }, login: { methods: ['email'] } }, look)).toEqual({
      required: true,
      content: {
        'application/json': { schema },
        'application/x-www-form-urlencoded': { schema },
        'multipart/form-data': { schema },
      },
    });
    const properties = { username: { type: 'string', minLength: 1, maxLength: 10 } };
    expect(
      await described({ dto: { login: ShortLoginDto } }, (document) => requestOf(document, 'post /dj-rest-auth/login')),
    ).toMatchObject({
      properties,
      required: ['password', 'username'],
    });
  });

  it('knows class-validator’s own decorators', async () => {
    const options: Options = { dto: { register: PlainRegisterDto } };
    expect(
      await described(options, (document) => requestOf(document, 'post /dj-rest-auth/registration')),
    ).toMatchObject({
      properties: {
        age: { type: ['integer', 'null'], minimum: 16, maximum: 99 },
        plan: { type: 'string', enum: ['free', 'paid'] },
        language: { type: 'string', enum: ['de', 'en'] },
        initials: { type: 'string', minLength: 2, maxLength: 4 },
        tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
        former: { type: 'array', items: { type: 'string', enum: ['free', 'paid'] } },
      },
      required: ['username', 'password1', 'password2', 'plan', 'language', 'initials', 'tags', 'former'],
    });
  });

  it('is asked for by PUT, and by PATCH not', async () => {
    const options: Options = { dto: { userDetails: MemberDetailsDto } };
    const look = (document: OpenAPIObject) =>
      ['put', 'patch'].map((method) => requestOf(document, `${method} /dj-rest-auth/user`));
    const properties = {
      username: { type: 'string', minLength: 1, maxLength: 150 },
      first_name: { type: 'string', maxLength: 150 },
      last_name: { type: 'string', maxLength: 150 },
      nickname: { type: ['string', 'null'], minLength: 1, maxLength: 20 },
      newsletter: { type: 'boolean' },
      pin: { ...PASSWORD_SCHEMA, minLength: 4 },
    };
    const profile = (name: string) => ({ $ref: `#/components/schemas/DjRestAuth${name}Request` });
    expect(await described(options, look)).toEqual([
      { type: 'object', properties: { ...properties, profile: profile('Profile') }, required: ['username'] },
      { type: 'object', properties: { ...properties, profile: profile('PatchedProfile') } },
    ]);
  });
});

describe('what is shown', () => {
  const options: Options = { dto: { userDetails: MemberDetailsDto } };

  it('is what the DTO class shows, whole', async () => {
    expect(await described(options, (document) => answerOf(document, 'get /dj-rest-auth/user', 200))).toEqual({
      type: 'object',
      properties: {
        pk: { anyOf: [{ type: 'integer' }, { type: 'string' }], readOnly: true },
        username: { type: 'string' },
        email: { type: 'string', readOnly: true },
        first_name: { type: 'string' },
        last_name: { type: 'string' },
        profile: { anyOf: [{ $ref: '#/components/schemas/DjRestAuthProfile' }, { type: 'null' }] },
        nickname: { type: ['string', 'null'] },
        newsletter: { type: 'boolean' },
        balance: { type: 'number', description: 'What is left.', example: 12.5, readOnly: true },
        since: { type: 'string', format: 'date-time', readOnly: true },
      },
      required: [
        'pk',
        'username',
        'email',
        'first_name',
        'last_name',
        'profile',
        'nickname',
        'newsletter',
        'balance',
        'since',
      ],
    });
  });

  it('may mention its own class', async () => {
    const look = (document: OpenAPIObject) => schemaOf(document, { $ref: '#/components/schemas/DjRestAuthProfile' });
    const reference = { $ref: '#/components/schemas/DjRestAuthProfile' };
    expect(await described(options, look)).toMatchObject({
      properties: { parent: { anyOf: [reference, { type: 'null' }] } },
    });
    expect(await described(options, look, '3.0.0')).toMatchObject({
      properties: { parent: { allOf: [reference], nullable: true } },
    });
  });
});

describe('what may be wrong', () => {
  it('is told by field, and nested as the fields are', async () => {
    const look = (document: OpenAPIObject) => [
      answerOf(document, 'put /dj-rest-auth/user', 400),
      schemaOf(document, { $ref: '#/components/schemas/DjRestAuthMemberDetailsErrors' }),
      schemaOf(document, { $ref: '#/components/schemas/DjRestAuthDetail' }),
    ];
    expect(await described({ dto: { userDetails: MemberDetailsDto } }, look)).toEqual([
      {
        anyOf: [
          { $ref: '#/components/schemas/DjRestAuthMemberDetailsErrors' },
          { $ref: '#/components/schemas/DjRestAuthDetail' },
        ],
      },
      {
        type: 'object',
        properties: {
          username: TEXTS,
          first_name: TEXTS,
          last_name: TEXTS,
          profile: { anyOf: [TEXTS, { $ref: '#/components/schemas/DjRestAuthProfileErrors' }] },
          nickname: TEXTS,
          newsletter: TEXTS,
          pin: TEXTS,
          non_field_errors: TEXTS,
        },
      },
      { type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] },
    ]);
  });
});
