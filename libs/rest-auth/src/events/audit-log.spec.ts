import type { AuthEvent } from './auth.events.js';
import { AuditLog } from './audit-log.js';

const EVENT: AuthEvent = {
  type: 'login_failed',
  userId: 7,
  method: 'password',
  reason: 'credentials',
  outcome: 'failure',
  at: new Date('2026-03-01T13:00:00.500+01:00'),
  instance: 'dj-rest-auth',
  address: '2001:db8::7',
  userAgent: 'curl/8.14.1',
};

/** What is written of an event. */
async function linesOf(event: AuthEvent): Promise<[string, AuthEvent['outcome']][]> {
  const lines: [string, AuthEvent['outcome']][] = [];
  class Kept extends AuditLog {
    protected override write(...line: [string, AuthEvent['outcome']]): void {
      lines.push(line);
    }
  }
  await new Kept().emit(event);
  return lines;
}

describe('the audit log', () => {
  it('writes a line of JSON for each event, its moment in UTC', async () => {
    expect(await linesOf(EVENT)).toEqual([
      [
        '{"at":"2026-03-01T12:00:00.500Z","type":"login_failed","outcome":"failure","userId":7,"method":"password","reason":"credentials",' +
          '"instance":"dj-rest-auth","address":"2001:db8::7","userAgent":"curl/8.14.1"}',
        'failure',
      ],
    ]);
  });

  it.each([
    ['a line break', '\r\n{"type":"logged_in"}'],
    ['a terminal’s commands', '\u001b[2J\u009b2J\u007f'],
    ['line ends that JSON knows none of', '\u0085\u2028\u2029'],
    ['text that runs backwards', '\u202etxt'],
    ['half a character', '\ud83d'],
    ['a quote', '"},{"type":"logged_in"'],
  ])('lets no client end a line or forge one by %s', async (_, userAgent) => {
    const [[line] = ['']] = await linesOf({ ...EVENT, userAgent });
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(line)).toEqual({ ...EVENT, at: EVENT.at.toISOString(), userAgent });
  });
});
