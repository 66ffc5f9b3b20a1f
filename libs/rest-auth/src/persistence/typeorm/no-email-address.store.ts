import { type EmailAddress, EmailAddressStore } from '../../accounts/emails/email-address.store.js';

/** No addresses but the users' own: `email.addresses: false`. */
export class NoEmailAddressStore extends EmailAddressStore {
  override create(): Promise<EmailAddress> {
    return Promise.reject(new Error('Addresses are not kept (`email.addresses` is off).'));
  }

  override findById(): Promise<null> {
    return Promise.resolve(null);
  }

  override findByEmail(): Promise<EmailAddress[]> {
    return Promise.resolve([]);
  }

  override isVerified(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override verify(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
