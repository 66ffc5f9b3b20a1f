import {
  BadGatewayException,
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Post,
  Query,
  Redirect,
} from '@nestjs/common';

import { Environment } from '../../environment.js';
import { TwitterHandshake, TwitterOutage, type TwitterToken } from './twitter-handshake.js';

/** The two steps of a login by Twitter that a page cannot take. */
@Controller('demo/twitter')
export class TwitterLoginController {
  constructor(
    private readonly environment: Environment,
    private readonly handshake: TwitterHandshake,
  ) {}

  /** Sends the browser to Twitter; it comes back to the client, with the `state` that the client has given. */
  @Get('authorize')
  @Header('Cache-Control', 'no-store')
  @Redirect()
  async authorize(@Query('state') state: unknown) {
    const query = new URLSearchParams({ state: typeof state === 'string' ? state : '' });
    const callback = `${this.environment.publicUrl}/app/social/twitter?${query.toString()}`;
    return { url: await answered(this.handshake.start(callback)), statusCode: 302 };
  }

  /** What the browser came back with, for a token. */
  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async token(@Body() body: unknown): Promise<TwitterToken> {
    const { oauth_token: token, oauth_verifier: verifier } = Object(body) as Record<string, unknown>;
    if (typeof token !== 'string' || typeof verifier !== 'string') {
      throw new BadRequestException({ detail: 'oauth_token and oauth_verifier are required.' });
    }
    const allowed = await answered(this.handshake.finish(token, verifier));
    if (!allowed) throw new BadRequestException({ detail: 'Twitter does not know that login (any more).' });
    return allowed;
  }
}

async function answered<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof TwitterOutage ? new BadGatewayException({ detail: error.message }) : error;
  }
}
