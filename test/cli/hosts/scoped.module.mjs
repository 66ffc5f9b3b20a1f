import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { RestAuthModule, UserRowRegistrationStrategy, UserStore } from 'nestjs-rest-auth';

import { application, REQUIRED } from './application.mjs';

/** Is made anew for each request; here there is none. */
class ScopedStrategy extends UserRowRegistrationStrategy {
  constructor(users, request) {
    super(users);
    this.request = request;
  }

  async save(user, extra, input) {
    return super.save(user, { ...extra, company: this.request?.headers.host ?? 'by hand' }, input);
  }
}
Injectable({ scope: Scope.REQUEST })(ScopedStrategy);
Inject(UserStore)(ScopedStrategy, undefined, 0);
Inject(REQUEST)(ScopedStrategy, undefined, 1);

export class AppModule {}
application(AppModule, [
  // In a module class of the host's own, which is an instance like any other.
  {
    ...RestAuthModule.forRoot({ ...REQUIRED, preset: 'hardened', ports: { registrationStrategy: ScopedStrategy } }),
    module: class OwnModule {},
  },
]);
