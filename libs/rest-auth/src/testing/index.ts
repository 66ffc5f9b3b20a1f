// The second entry point: what a host's own tests need.
export { FrozenClock } from './frozen.clock.js';
export { MemoryMailer } from './memory.mailer.js';

// What each port promises, for implementations of the host's own
export type { Contract, ContractCase, Make } from './contracts/contract.js';
export { authEventsContract } from './contracts/auth-events.contract.js';
export { clockContract } from './contracts/clock.contract.js';
export {
  credentialPresenterContract,
  type CredentialPresenterFixture,
} from './contracts/credential-presenter.contract.js';
export {
  emailAddressStoreContract,
  type EmailAddressStoreFixture,
  type EmailAddressStoreLimits,
} from './contracts/email-address-store.contract.js';
export { linkBuilderContract } from './contracts/link-builder.contract.js';
export { loginPolicyContract, type LoginPolicyFixture } from './contracts/login-policy.contract.js';
export { mailerContract, type MailerFixture } from './contracts/mailer.contract.js';
export { messageCatalogueContract } from './contracts/message-catalogue.contract.js';
export {
  outboxStoreContract,
  type OutboxStoreFixture,
  type OutboxStoreLimits,
} from './contracts/outbox-store.contract.js';
export {
  passwordAuthenticatorContract,
  type PasswordAuthenticatorFixture,
} from './contracts/password-authenticator.contract.js';
export { passwordHasherContract } from './contracts/password-hasher.contract.js';
export { passwordPolicyContract, type PasswordPolicyFixture } from './contracts/password-policy.contract.js';
export {
  passwordResetStoreContract,
  type PasswordResetStoreFixture,
  type PasswordResetStoreLimits,
} from './contracts/password-reset-store.contract.js';
export {
  refreshFamilyStoreContract,
  type RefreshFamilyStoreFixture,
  type RefreshFamilyStoreLimits,
} from './contracts/refresh-family-store.contract.js';
export {
  registrationStrategyContract,
  type RegistrationStrategyFixture,
} from './contracts/registration-strategy.contract.js';
export {
  sessionStoreContract,
  type SessionStoreFixture,
  type SessionStoreLimits,
} from './contracts/session-store.contract.js';
export { tokenClaimsContract, type TokenClaimsFixture } from './contracts/token-claims.contract.js';
export { tokenCreatorContract, type TokenCreatorFixture } from './contracts/token-creator.contract.js';
export { tokenStoreContract, type TokenStoreFixture, type TokenStoreLimits } from './contracts/token-store.contract.js';
export { unitOfWorkContract, type UnitOfWorkFixture } from './contracts/unit-of-work.contract.js';
export { userPresenterContract, type UserPresenterFixture } from './contracts/user-presenter.contract.js';
export { userStoreContract, type UserStoreFixture, type UserStoreLimits } from './contracts/user-store.contract.js';
