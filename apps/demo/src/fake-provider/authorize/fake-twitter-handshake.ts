import { randomBytes } from 'node:crypto';

import { PendingRequests } from '../../social/twitter/pending-requests.js';
import { TwitterHandshake, type TwitterToken } from '../../social/twitter/twitter-handshake.js';
import type { SamplePerson } from '../sample-people.js';
import { type Consent, ConsentProblem, withParameters } from './consent.js';

/** Twitter's way, with the demo's own page in place of Twitter's. */
export class FakeTwitterHandshake extends TwitterHandshake {
  private readonly asked = new PendingRequests<string>();
  private readonly allowed = new PendingRequests<{ readonly verifier: string; readonly person: SamplePerson }>();

  override async start(callback: string): Promise<string> {
    const token = randomBytes(16).toString('hex');
    this.asked.put(token, callback);
    return `/fake-provider/twitter/authorize?oauth_token=${token}`;
  }

  override async finish(requestToken: string, verifier: string): Promise<TwitterToken | null> {
    const allowed = this.allowed.take(requestToken);
    if (allowed?.verifier !== verifier) return null;
    return { access_token: allowed.person.accessToken, token_secret: allowed.person.tokenSecret ?? '' };
  }

  consent(requestToken: string): Consent {
    const callback = this.asked.find(requestToken);
    if (callback === null) throw new ConsentProblem('That oauth_token is unknown, or was used before.');
    const back = (answer: Readonly<Record<string, string>>) => {
      this.asked.take(requestToken);
      return withParameters(callback, answer);
    };
    return {
      allow: (person) => {
        const verifier = randomBytes(16).toString('hex');
        this.allowed.put(requestToken, { verifier, person });
        return back({ oauth_token: requestToken, oauth_verifier: verifier });
      },
      refuse: () => back({ denied: requestToken }),
    };
  }
}
