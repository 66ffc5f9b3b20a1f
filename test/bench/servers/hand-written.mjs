// The least that does it: a Nest controller whose handlers do everything themselves. Nothing looks at a body before they do.
import 'reflect-metadata';
import { Body, Controller, Get, Header, Headers, HttpCode, Module, Post } from '@nestjs/common';

import { claimsOf, logIn, present, rotate, userOf } from './accounts-by-hand.mjs';
import { serve } from './serve.mjs';

class Accounts {
  async user(authorization = '') {
    return present(await userOf(claimsOf(authorization.replace(/^Bearer /, ''))));
  }

  async verify({ token }) {
    await userOf(claimsOf(token));
    return {};
  }

  refresh({ refresh }) {
    return rotate(refresh);
  }

  login(credentials) {
    return logIn(credentials);
  }
}

decorate('user', [Get('user/')], Headers('authorization'));
decorate('verify', [Post('token/verify/'), HttpCode(200)], Body());
decorate('refresh', [Post('token/refresh/'), HttpCode(200)], Body());
decorate('login', [Post('login/'), HttpCode(200)], Body());
Controller('dj-rest-auth')(Accounts);

class Host {}
Module({ controllers: [Accounts] })(Host);

await serve(Host);

function decorate(method, decorators, parameter) {
  const descriptor = Object.getOwnPropertyDescriptor(Accounts.prototype, method);
  const all = [...decorators, Header('Cache-Control', 'no-store')];
  for (const decorator of all) decorator(Accounts.prototype, method, descriptor);
  parameter(Accounts.prototype, method, 0);
}
