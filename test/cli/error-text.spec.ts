import { errorText, errorTrace } from '../../libs/rest-auth/src/cli/error-text.js';

describe('the text of an error', () => {
  it('has no credentials in it', () => {
    const error = new Error('cannot reach postgres://app:s@secret@db.test/app, nor smtp+tls://a%40b:x@mail.test');
    expect(errorText(error)).toBe('cannot reach postgres://***@db.test/app, nor smtp+tls://***@mail.test');
    expect(errorTrace(error)).not.toContain('secret');
    expect(
      errorText("postgres://app:s/e@c@db.test/app?sslpassword=secret&a=b, 'host=db PASSWORD=secret user=app'"),
    ).toBe("postgres://***@db.test/app?sslpassword=***&a=b, 'host=db PASSWORD=*** user=app'");
  });

  it('says something, whatever it is of', () => {
    const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}`));
    expect([new AggregateError(refused), new TypeError(''), 'a text', { password: 'x' }].map(errorText)).toEqual([
      'connect ECONNREFUSED ::1; connect ECONNREFUSED 127.0.0.1',
      'TypeError',
      'a text',
      'something was thrown that is no Error',
    ]);
  });
});
