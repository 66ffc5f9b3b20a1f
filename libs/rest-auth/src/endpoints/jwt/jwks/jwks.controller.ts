import { Get } from '@nestjs/common';

import { Anonymous, AuthGuard } from '../../../credentials/auth.guard.js';
import { JwtKeys } from '../../../credentials/jwt/jwt.keys.js';
import { Answer } from '../../../http/answer.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';

/** `jwks/`: the public keys by which others check our tokens (RFC 7517); empty with secrets. */
@Endpoint('jwks', ['GET', 'HEAD', 'OPTIONS'], AuthGuard)
@Anonymous()
export class JwksController extends EndpointController {
  constructor(protected readonly keys: JwtKeys) {
    super();
  }

  @Get()
  get(): Answer {
    return Answer.body(this.keys.jwks);
  }
}
