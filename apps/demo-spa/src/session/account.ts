import { type Answer, textIn } from '../api/answer.js';
import { Client } from '../api/client.js';
import type { Instance } from '../api/config.js';
import { Endpoints } from '../api/endpoints.js';
import { createStore } from '../api/store.js';
import { isUser } from '../api/user.js';
import type { Credential } from '../credentials/credential.js';
import { Kept } from '../credentials/kept.js';
import { makeCredential } from '../credentials/make-credential.js';
import type { LoginState } from './login-state.js';

const WHO = { what: 'Who is logged in?', isBackground: true };

/** Somebody at one instance: who they are, and the acts that change it. */
export class Account {
  readonly state = createStore<LoginState>({ is: 'unknown' });
  readonly client: Client;
  readonly endpoints: Endpoints;

  constructor(readonly instance: Instance) {
    const kept = new Kept(instance.id);
    this.client = new Client(
      instance,
      (client) => makeCredential(client, kept),
      () => this.state.set({ is: 'nobody', because: 'ended' }),
    );
    this.endpoints = new Endpoints(this.client);
    kept.onChange(() => void this.followOtherTab());
  }

  get credential(): Credential {
    return this.client.held;
  }

  /** Asks who is logged in, unless nobody can be. */
  async load(): Promise<void> {
    if (!this.credential.isHeld) {
      if (this.state.get().is !== 'nobody') this.state.set({ is: 'nobody', because: 'never' });
      return;
    }
    const { ok, body } = await this.client.call(WHO, 'GET', 'user/');
    if (ok && isUser(body)) this.state.set({ is: 'somebody', user: body });
    else if (this.state.get().is === 'unknown') this.state.set({ is: 'nobody', because: 'never' });
  }

  logIn(body: object): Promise<Answer> {
    return this.enter('Log in', 'login/', body);
  }

  register(body: object): Promise<Answer> {
    return this.enter('Register', 'registration/', body);
  }

  logInBy(provider: string, body: object): Promise<Answer> {
    return this.enter(`Log in with ${provider}`, `${provider}/`, body);
  }

  /** Gives credentials anew, of the same user. */
  connect(provider: string, body: object): Promise<Answer> {
    return this.enter(`Connect ${provider}`, `${provider}/connect/`, body);
  }

  /** A change of the password voids the access token that made it. It is over once there is another: whoever left the page in between would lose the login with the answer of the refresh. */
  async changePassword(body: object): Promise<Answer> {
    const answer = await this.endpoints.changePassword(body);
    if (answer.ok) await this.load();
    return answer;
  }

  async logOut(): Promise<Answer> {
    const answer = await this.client.call({ what: 'Log out' }, 'POST', 'logout/', this.credential.logoutBody());
    if (answer.ok) {
      this.credential.forget();
      this.state.set({ is: 'nobody', because: 'logged-out' });
    }
    return answer;
  }

  /** A fresh access token before the old one has ended; whether there is one. Where that is refused for good, the login has ended. */
  async refresh(): Promise<boolean> {
    const { credential } = this;
    const isFresh = (await credential.refresh?.(credential.version)) ?? false;
    if (!credential.isHeld) this.state.set({ is: 'nobody', because: 'ended' });
    return isFresh;
  }

  /** An act that may log in. Where it does not (a mail asks for a proof first), the answer says so in `detail`. */
  private async enter(what: string, path: string, body: object): Promise<Answer> {
    const answer = await this.client.call({ what }, 'POST', path, body);
    if (answer.ok && textIn(answer.body, 'detail') === '') {
      await this.credential.accept(answer.body);
      await this.load();
    }
    return answer;
  }

  private async followOtherTab(): Promise<void> {
    const { credential } = this;
    const isSomebody = this.state.get().is === 'somebody';
    credential.otherTabWrote();
    if (credential.isHeld) {
      // A refresh token is written anew with each rotation; whose it is stays.
      if (!isSomebody || this.instance.kind !== 'jwt') await this.load();
    } else if (isSomebody) this.state.set({ is: 'nobody', because: 'logged-out' });
  }
}
