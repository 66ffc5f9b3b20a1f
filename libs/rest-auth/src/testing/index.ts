// The second entry point: what a host's own tests need.
export { FrozenClock } from './frozen.clock.js';
export { MemoryMailer } from './memory.mailer.js';

// Facebook, GitHub and Twitter, for tests and demos of social login
export { FakeSocialProvider, type FakeSocialService } from './social-provider/fake-social-provider.js';
export type { FakeAnswer } from './social-provider/fake-answer.js';
export type { FakeClient } from './social-provider/fake-clients.js';
export type {
  FakeFacebook,
  FakeFacebookCodeOptions,
  FakeFacebookTokenOptions,
} from './social-provider/fake-facebook.js';
export type { FakeGithub, FakeGithubCodeOptions, FakeGithubTokenOptions } from './social-provider/fake-github.js';
export type { FakeProfile } from './social-provider/fake-profile.js';
export type { FakeTwitter, FakeTwitterToken, FakeTwitterTokenOptions } from './social-provider/fake-twitter.js';
export { type Misbehaviour, MISBEHAVIOURS } from './social-provider/misbehaviour.js';
export type { FakeCodeOptions } from './social-provider/one-time-codes.js';
export type { ReceivedRequest } from './social-provider/received-request.js';

// What is tried against an application, and what must hold
export { type AttackCase, attackCases } from './attacks/attack-cases.js';
export type { AttackSeverity } from './attacks/attack.js';
export type { AttackProfile } from './attacks/attack-needs.js';
export type { AttackedBoot, AttackedHost } from './attacks/attacked-host.js';

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
export {
  loginFailureStoreContract,
  type LoginFailureStoreFixture,
  type LoginFailureStoreLimits,
} from './contracts/login-failure-store.contract.js';
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
export {
  socialAccountStoreContract,
  type SocialAccountStoreFixture,
  type SocialAccountStoreLimits,
} from './contracts/social-account-store.contract.js';
export { socialClientStoreContract, type SocialClientStoreFixture } from './contracts/social-client-store.contract.js';
export {
  socialRegistrationStrategyContract,
  type SocialRegistrationStrategyFixture,
} from './contracts/social-registration-strategy.contract.js';
export { throttleStoreContract, type ThrottleStoreFixture } from './contracts/throttle-store.contract.js';
export { tokenClaimsContract, type TokenClaimsFixture } from './contracts/token-claims.contract.js';
export { tokenCreatorContract, type TokenCreatorFixture } from './contracts/token-creator.contract.js';
export { tokenStoreContract, type TokenStoreFixture, type TokenStoreLimits } from './contracts/token-store.contract.js';
export { unitOfWorkContract, type UnitOfWorkFixture } from './contracts/unit-of-work.contract.js';
export { userPresenterContract, type UserPresenterFixture } from './contracts/user-presenter.contract.js';
export { userStoreContract, type UserStoreFixture, type UserStoreLimits } from './contracts/user-store.contract.js';
