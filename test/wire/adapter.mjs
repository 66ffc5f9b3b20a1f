// Runs a recorded profile on the real module, by its public options alone. Exports `start(profile, seed)`, so that any recording of this form can be
// replayed; importable by plain Node after `npm run build`.
import 'reflect-metadata';

import {
  Controller,
  ForbiddenException,
  Get,
  Header,
  HttpCode,
  Injectable,
  Module,
  Post,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import {
  AuthGuard,
  EmailAddressStore,
  EnsureCsrfCookie,
  Outbox,
  PasswordHasher,
  RestAuthModule,
  SocialAccountStore,
  TokenStore,
  UNUSABLE_PASSWORD,
  restAuthMigrations,
} from 'nestjs-rest-auth';
import { FrozenClock, MemoryMailer } from 'nestjs-rest-auth/testing';
import { DataSource } from 'typeorm';

import { httpAdapter } from '../support/http-adapter.mjs';
import { prefix, surround } from '../support/surroundings.mjs';
import { customClasses, noPasswordRegisterController } from './adapter/custom-classes.mjs';
import { Profile, User, UserTables1700000000000 } from './adapter/host.mjs';
import { optionsOf } from './adapter/options.mjs';
import { startSocial } from './adapter/social.mjs';

const decorate = (target, member, decorators) => {
  for (const decorator of decorators)
    decorator(target.prototype, member, Object.getOwnPropertyDescriptor(target.prototype, member));
};

function siteController() {
  class SiteController {
    protectedGet() {
      return { success: true };
    }
    protectedPost() {
      return { success: true };
    }
    csrf() {
      return '';
    }
  }
  Controller()(SiteController);
  decorate(SiteController, 'protectedGet', [Get('protected-view'), UseGuards(AuthGuard)]);
  decorate(SiteController, 'protectedPost', [Post('protected-view'), HttpCode(200), UseGuards(AuthGuard)]);
  decorate(SiteController, 'csrf', [
    Get('getcsrf'),
    Header('Content-Type', 'text/plain'),
    UseInterceptors(EnsureCsrfCookie),
  ]);
  return SiteController;
}

class IsAuthenticated {
  canActivate(context) {
    return context.switchToHttp().getRequest().user !== undefined;
  }
}
Injectable()(IsAuthenticated);

class Deny {
  canActivate() {
    throw new ForbiddenException('You shall not pass!');
  }
}
Injectable()(Deny);

const GUARDS = { 'is-authenticated': IsAuthenticated, deny: Deny };

/** Hashes are slow on purpose; the same few passwords are seeded again and again. */
const hashes = new Map();

/** A site for each profile, kept until `closeAll`: starting one takes longer than emptying its tables. */
const sites = new Map();

function siteOf(profile) {
  // What it has counted must not be told to the next scenario.
  if (profile.throttleRates) return startSite(profile);
  const site = sites.get(profile.name) ?? startSite(profile);
  sites.set(profile.name, site);
  return site;
}

async function startSite(profile) {
  const clock = new FrozenClock();
  const mailer = new MemoryMailer();
  const { dto, ports } = customClasses(profile, clock, mailer);
  const guards = (profile.restAuth?.REGISTER_PERMISSION_CLASSES ?? []).map((name) => GUARDS[name]);
  const options = optionsOf(profile);
  const social = profile.social ? await startSocial(profile) : null;
  const restAuth = RestAuthModule.forRoot({
    ...options,
    ...social?.options,
    user: User,
    dto,
    ports: { ...ports, ...social?.ports },
    ...(options.registration === false ? {} : { registration: { guards } }),
  });
  const extra = profile.extensions?.includes('no-password-register') ? [noPasswordRegisterController()] : [];
  class Site {}
  Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'better-sqlite3',
        driver: libsql,
        database: ':memory:',
        entities: [User, Profile],
        autoLoadEntities: true,
        migrations: [UserTables1700000000000, ...restAuthMigrations(User)],
        migrationsRun: true,
        retryAttempts: 0,
      }),
      restAuth,
    ],
    controllers: [siteController(), ...extra],
    providers: [IsAuthenticated, Deny],
  })(Site);
  // Where rates are named, DRF believes whoever sends X-Forwarded-For unless NUM_PROXIES is set, and it was not.
  const trustProxy = profile.throttleRates !== undefined;
  const app = await NestFactory.create(Site, await httpAdapter({ trustProxy }), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  surround(app);
  await app.listen(0, '127.0.0.1');
  return { app, clock, mailer, social };
}

/** Ends every site. */
export async function closeAll() {
  for (const starting of sites.values()) {
    const { app, social } = await starting;
    await app.close();
    await social?.stop();
  }
  sites.clear();
}

export async function start(profile, seed) {
  const { app, clock, mailer, social } = await siteOf(profile);
  const find = (token) => app.get(token, { strict: false });
  const source = find(DataSource);
  const users = source.getRepository(User);
  const outbox = find(Outbox);
  await outbox.drain();
  // Recordings hold tokens that were made just now.
  clock.set(new Date());
  await empty(source);
  mailer.mails.length = 0;
  social?.serve(profile.fakeProviderUrl, seed);

  const addEmail = async (userId, { email, verified = false, primary = true }) => {
    const address = await find(EmailAddressStore).create(userId, email, primary);
    if (verified) await find(EmailAddressStore).verify(address.id, address.email);
  };
  const userIds = {};
  for (const given of seed?.users ?? []) {
    const user = users.create({
      username: given.username,
      email: given.email ?? '',
      firstName: given.firstName ?? '',
      lastName: given.lastName ?? '',
      isActive: given.isActive ?? true,
      password: await hashOf(given.password, find(PasswordHasher)),
    });
    const { id } = await users.save(user);
    userIds[given.username] = id;
    for (const email of given.emails ?? []) await addEmail(id, email);
    for (const { provider, uid } of given.socialAccounts ?? []) {
      const account = { userId: id, provider, uid, createdAt: clock.now(), sealedTokens: null };
      await find(SocialAccountStore).create(account);
    }
    if (given.profile) {
      await source.getRepository(Profile).save({ companyName: given.profile.company_name, user: { id } });
    }
    if (given.token) {
      const token = {
        userId: id,
        loginId: 'seed',
        method: 'password',
        userAgent: null,
        address: null,
        createdAt: clock.now(),
      };
      await find(TokenStore).create(
        given.token,
        { ...token, credentialsVersion: '0' },
        profile.restAuth?.USE_JWT === true,
      );
    }
  }

  const acts = {
    'deactivate-user': ({ username }) => users.update({ username }, { isActive: false }),
    'activate-user': ({ username }) => users.update({ username }, { isActive: true }),
    'delete-user': ({ username }) => users.delete({ username }),
    'advance-clock': ({ seconds }) => clock.advance(seconds),
    'add-email': async ({ username, ...email }) => addEmail((await users.findOneByOrFail({ username })).id, email),
  };
  return {
    app,
    baseUrl: (await app.getUrl()) + prefix(),
    userIds,
    mails: async () => {
      await outbox.drain();
      return mailer.mails.map(({ from, to, subject, text, html }) => {
        return { from, to: [to], subject, text: asRecorded(text), html: html && asRecorded(html) };
      });
    },
    act: async (act) => {
      const perform = acts[act.type];
      if (!perform) throw new Error(`unknown act: ${act.type}`);
      await perform(act);
    },
    stop: async () => {
      await outbox.drain();
      if (profile.throttleRates) await app.close();
    },
  };
}

/** Recorded links know of nothing that stands before the module's path. */
const asRecorded = (text) => (prefix() ? text.replaceAll(`${prefix()}/dj-rest-auth/`, '/dj-rest-auth/') : text);

/** Forgets everybody: the rows of users take all others of theirs with them. */
async function empty(source) {
  await source.query('DELETE FROM app_user');
  await source.query('DELETE FROM rest_auth_password_reset');
  await source.query('DELETE FROM rest_auth_mail_outbox');
}

async function hashOf(password, hasher) {
  if (password === null || password === undefined) return UNUSABLE_PASSWORD;
  if (!hashes.has(password)) hashes.set(password, await hasher.hash(password));
  return hashes.get(password);
}
