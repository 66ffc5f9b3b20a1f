import type { AuthUser } from './auth-user.js';

/** What a user looks like in answers. dj-rest-auth: `USER_DETAILS_SERIALIZER`. */
export abstract class UserPresenter<User extends AuthUser = AuthUser> {
  /** A JSON object; nothing in it but what the caller may see. */
  abstract present(user: User): object;
}
