import { JwksController } from './jwks/jwks.controller.js';
import { TokenRefreshController } from './token-refresh/token-refresh.controller.js';
import { TokenRefreshService } from './token-refresh/token-refresh.service.js';
import { TokenVerifyController } from './token-verify/token-verify.controller.js';

/** What comes with the credential kind `jwt`. */
export const jwt = {
  controllers: {
    tokenVerify: TokenVerifyController,
    tokenRefresh: TokenRefreshController,
    jwks: JwksController,
  },
  providers: [TokenRefreshService],
};
