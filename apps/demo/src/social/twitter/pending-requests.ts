/** More than people who are at Twitter's page at one time; then the oldest are forgotten. */
const CAPACITY = 1000;

/** What is remembered between the two halves of a login, by the request token: in memory, so that a restart forgets it. */
export class PendingRequests<Value> {
  private readonly values = new Map<string, Value>();

  put(token: string, value: Value): void {
    this.values.set(token, value);
    const [oldest] = this.values.keys();
    if (this.values.size > CAPACITY && oldest !== undefined) this.values.delete(oldest);
  }

  find(token: string): Value | null {
    return this.values.get(token) ?? null;
  }

  /** It, once. */
  take(token: string): Value | null {
    const value = this.find(token);
    this.values.delete(token);
    return value;
  }
}
