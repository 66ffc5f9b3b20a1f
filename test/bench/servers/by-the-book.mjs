// The same by the means that NestJS's documentation teaches: a guard that knows the caller (Authentication), DTO classes and `ValidationPipe` for what comes in (Validation), `ClassSerializerInterceptor` for what is shown
// of an entity (Serialization), `@nestjs/jwt`. It answers with the headers that the module answers with, and tells what is wrong with a body in the contract's shape.
import 'reflect-metadata';
import {
  Body,
  ClassSerializerInterceptor,
  Controller,
  Get,
  Header,
  HttpCode,
  HttpException,
  Injectable,
  Module,
  Post,
  Req,
  UseGuards,
  UseInterceptors,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { Exclude, Expose } from 'class-transformer';
import { IsNotEmpty, IsString } from 'class-validator';

import { logIn, present, refused, rotate, SECRET, userOf } from './accounts-by-hand.mjs';
import { serve } from './serve.mjs';

/** What is shown of a user. */
class ShownUser {
  constructor(row) {
    Object.assign(this, present(row), { password: row.password });
  }
}
for (const name of ['pk', 'username', 'email', 'first_name', 'last_name']) Expose()(ShownUser.prototype, name);
Exclude()(ShownUser.prototype, 'password');

const dto = (...names) => {
  class Dto {}
  for (const name of names) {
    IsString({ message: 'Not a valid string.' })(Dto.prototype, name);
    IsNotEmpty({ message: 'This field may not be blank.' })(Dto.prototype, name);
  }
  return Dto;
};

class Guard {
  constructor(jwt) {
    this.jwt = jwt;
  }

  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const [type, token] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer') throw refused();
    request.user = await userOf(await claimsOf(this.jwt, token));
    return true;
  }
}
Reflect.defineMetadata('design:paramtypes', [JwtService], Guard);
Injectable()(Guard);

class Accounts {
  constructor(jwt) {
    this.jwt = jwt;
  }

  user({ user }) {
    return new ShownUser(user);
  }

  async verify({ token }) {
    await userOf(await claimsOf(this.jwt, token));
    return {};
  }

  refresh({ refresh }) {
    return rotate(refresh);
  }

  login(credentials) {
    return logIn(credentials);
  }
}
Reflect.defineMetadata('design:paramtypes', [JwtService], Accounts);

const pipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  exceptionFactory: (errors) =>
    new HttpException(
      Object.fromEntries(errors.map(({ property, constraints }) => [property, Object.values(constraints ?? {})])),
      400,
    ),
});
decorate('user', Object, [Get('user/'), UseGuards(Guard), UseInterceptors(ClassSerializerInterceptor)], Req());
decorate('verify', dto('token'), [Post('token/verify/'), HttpCode(200), UsePipes(pipe)], Body());
decorate('refresh', dto('refresh'), [Post('token/refresh/'), HttpCode(200), UsePipes(pipe)], Body());
decorate('login', dto('username', 'password'), [Post('login/'), HttpCode(200), UsePipes(pipe)], Body());
Controller('dj-rest-auth')(Accounts);

class Host {}
Module({
  imports: [JwtModule.register({ secretOrKeyProvider: () => SECRET, verifyOptions: { algorithms: ['HS256'] } })],
  controllers: [Accounts],
})(Host);

await serve(Host);

async function claimsOf(jwt, token) {
  try {
    return await jwt.verifyAsync(token);
  } catch {
    throw refused();
  }
}

function decorate(method, type, decorators, parameter) {
  const { prototype } = Accounts;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  const headers = [
    Header('Cache-Control', 'no-store'),
    Header('Referrer-Policy', 'no-referrer'),
    Header('Allow', method === 'user' ? 'GET, PUT, PATCH, HEAD, OPTIONS' : 'POST, OPTIONS'),
  ];
  for (const decorator of [...decorators, ...headers]) decorator(prototype, method, descriptor);
  Reflect.defineMetadata('design:paramtypes', [type], prototype, method);
  parameter(prototype, method, 0);
}
