import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { LoginPolicy } from '../accounts/users/login.policy.js';
import { UserPresenter } from '../accounts/users/user.presenter.js';
import { type CredentialKind, CredentialKinds } from '../credentials/credential-kind.js';
import { CredentialPresenter } from '../credentials/credential.presenter.js';
import { RegistrationGuards } from '../endpoints/registration/register/registration.guard.js';
import { MOUNTED_BELOW } from '../http/endpoint-route.js';
import { DtoClasses } from '../rest-auth.dto.js';
import { RestAuthInstance } from '../rest-auth.instance.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import { SocialIdentifier } from '../social-providers/social-identifier.js';

/** An instance of the module as far as it decides what its endpoints answer. */
export interface Instance {
  /** Where it is mounted. */
  readonly path: string;
  readonly settings: RestAuthSettings;
  readonly dto: DtoClasses;
  readonly kinds: CredentialKinds;
  readonly users: UserPresenter;
  readonly credentials: CredentialPresenter;
  readonly loginPolicy: LoginPolicy;
  readonly registrationGuards: RegistrationGuards;
  /** Null where no provider is mounted. */
  readonly social: SocialIdentifier | null;
  readonly controllers: readonly Type<object>[];
}

/** All that an application has, in the order of its imports. */
export function instancesOf(app: INestApplicationContext): Instance[] {
  return RestAuthInstance.allOf(app.get(ModulesContainer)).map((instance) => ({
    path: instance.path,
    settings: instance.get(RestAuthSettings),
    dto: instance.get(DtoClasses),
    kinds: instance.get(CredentialKinds),
    users: instance.get(UserPresenter),
    credentials: instance.get(CredentialPresenter),
    loginPolicy: instance.get(LoginPolicy),
    registrationGuards: instance.get(RegistrationGuards),
    social: instance.find(SocialIdentifier),
    controllers: instance.controllers.filter((controller) => Reflect.hasMetadata(MOUNTED_BELOW, controller)),
  }));
}

/** Whether callers are recognised by credentials of that kind. */
export function recognises({ kinds }: Instance, name: CredentialKind['name']): boolean {
  return kinds.recognised.some((kind) => kind.name === name);
}

/** Whether a login gives credentials of that kind. */
export function issues({ kinds }: Instance, name: CredentialKind['name']): boolean {
  return kinds.issued.some((kind) => kind.name === name);
}

/** The cookies of JSON Web Tokens that have names. */
export function jwtCookies({ settings }: Instance): string[] {
  return [settings.jwt.accessCookieName, settings.jwt.refreshCookieName].filter((name) => name !== null);
}
