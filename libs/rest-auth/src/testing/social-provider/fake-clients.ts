import { sameSecret } from '../../kernel/secrets.js';

/** An application as a service knows it: OAuth 2.0's client, OAuth 1.0a's consumer. */
export interface FakeClient {
  readonly id: string;
  readonly secret: string;
}

/** The applications that are registered with one service. */
export class FakeClients {
  private readonly secrets = new Map<string, string>();

  /** `first` is the one that tokens are for unless another is named. */
  constructor(readonly first: FakeClient) {
    this.add(first);
  }

  /** Registers one; of an id that is known it changes the secret. */
  add({ id, secret }: FakeClient): void {
    this.secrets.set(id, secret);
  }

  /** Null where no such application is registered. */
  secretOf(id: string | undefined): string | null {
    return this.secrets.get(id ?? '') ?? null;
  }

  isRegistered(id: string | undefined, secret: string | undefined): boolean {
    const expected = this.secretOf(id);
    return secret !== undefined && expected !== null && sameSecret(expected, secret);
  }

  /** The id of the application that something is issued to. Throws for one that was never added: the test has a slip. */
  issuedTo(id: string = this.first.id): string {
    if (!this.secrets.has(id)) throw new Error(`No application ${id} is registered: call addClient() first.`);
    return id;
  }
}
