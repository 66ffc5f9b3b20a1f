/** The claims that are seconds since 1970 (RFC 7519 §4.1). */
const MOMENTS = ['exp', 'iat', 'nbf'];

export function isMoment(name: string, value: unknown): value is number {
  return MOMENTS.includes(name) && typeof value === 'number';
}

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function moment(seconds: number): string {
  return format.format(new Date(seconds * 1000));
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export function timeOfDay(date: Date): string {
  return time.format(date);
}
