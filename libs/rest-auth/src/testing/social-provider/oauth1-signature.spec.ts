import { hmacSha1, parseOAuthHeader, signatureBase } from './oauth1-signature.js';

describe('the base of a signature', () => {
  it("is that of RFC 5849's example", () => {
    const parameters = [
      ...new URLSearchParams('b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      ...new URLSearchParams('c2&a3=2+q'),
      ...(parseOAuthHeader(
        'realm="Example",oauth_consumer_key="9djdj82h48djs9d2",oauth_token="kkk9d7dh3k39sjv7",' +
          'oauth_signature_method="HMAC-SHA1",oauth_timestamp="137131201",oauth_nonce="7d8f3e4a",' +
          'oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"',
      ) ?? []),
    ];
    expect(signatureBase('post', 'http://EXAMPLE.com:80/request', parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2' +
        '%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('keeps a port that is not the default, and encodes what JavaScript would leave', () => {
    expect(signatureBase('GET', 'http://127.0.0.1:8080/a', [['a', "!'()*-._~ +"]])).toBe(
      'GET&http%3A%2F%2F127.0.0.1%3A8080%2Fa&a%3D%2521%2527%2528%2529%252A-._~%2520%252B',
    );
  });

  it('sorts by name, then by value, and not by both as one text', () => {
    const parameters = [
      ['a1', 'x'],
      ['a', 'z'],
      ['a', 'y'],
    ] as const;
    expect(signatureBase('GET', 'http://a/', parameters)).toBe('GET&http%3A%2F%2Fa%2F&a%3Dy%26a%3Dz%26a1%3Dx');
  });
});

describe('an HMAC-SHA1 signature', () => {
  it("is that of OAuth Core 1.0a's example, appendix A.5", () => {
    const base = signatureBase('GET', 'http://photos.example.net/photos', [
      ['file', 'vacation.jpg'],
      ['size', 'original'],
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1191242096'],
      ['oauth_nonce', 'kllo9940pd9333jh'],
      ['oauth_version', '1.0'],
    ]);
    expect(hmacSha1(base, 'kd94hf93k423kf44', 'pfkkdhi9sl3r4s00')).toBe('tR3+Ty81lMeYAr/Fid0kMTYa/WM=');
  });
});

describe('an Authorization header', () => {
  it.each(['oauth_token', 'oauth_token=bare', 'oauth_token="%zz"', 'a="1",,b="2"', ''])('is refused: %j', (header) => {
    expect(parseOAuthHeader(header)).toBeNull();
  });

  it('is read with blanks about its commas, and decoded', () => {
    expect([...(parseOAuthHeader('a="%2B1", b="" ,c="="') ?? [])]).toEqual([
      ['a', '+1'],
      ['b', ''],
      ['c', '='],
    ]);
  });
});
