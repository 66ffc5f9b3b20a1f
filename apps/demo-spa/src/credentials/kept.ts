/**
 * A text that outlives a reload and is shared by the tabs: one for each instance.
 * An application should keep no credential here, since any script in its pages can read it; the demo does, to show the header kinds at work.
 */
export class Kept {
  private readonly key: string;

  constructor(instanceId: string) {
    this.key = `rest-auth-demo:${instanceId}`;
  }

  /** Empty for none. */
  read(): string {
    return localStorage.getItem(this.key) ?? '';
  }

  write(text: string): void {
    if (text === '') localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, text);
  }

  /** Calls `listener` when another tab has written. */
  onChange(listener: () => void): void {
    window.addEventListener('storage', ({ key }) => {
      if (key === this.key || key === null) listener();
    });
  }
}
