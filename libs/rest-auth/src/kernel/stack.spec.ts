import { stackOf } from './stack.js';

describe('stackOf', () => {
  it('names where it was thrown, and nothing of the message', () => {
    const lines = stackOf(new Error('token: s3cret\n    at the bank (s3cret)\nin a row'))?.split('\n') ?? [];
    expect(lines[0]).toMatch(/^ {4}at .*stack\.spec\.ts:\d+:\d+/);
    expect(lines.join('\n')).not.toContain('s3cret');
  });

  it('is silent where the message has changed since: nobody knows where it ends in the stack', () => {
    const error = new Error('s3cret\n    at the bank');
    // Written down now, with the message that it has.
    expect(error.stack).toContain('s3cret');
    error.message = 'another';
    expect(stackOf(error)).toBeUndefined();
  });

  it.each([['a text'], [null], [{ stack: 'at s3cret' }]])('has none of %j', (thrown) => {
    expect(stackOf(thrown)).toBeUndefined();
  });
});
