/**
 * The session of the sign-in service. A hidden frame on another site sends cookies only when they
 * are `SameSite=None; Secure`. Browsers take these from https and from this machine over http; the
 * second, lax one serves a browser that does not, for pages of the same site (localhost to localhost).
 */
const NAME = 'ESTSAUTH';
const LAX_NAME = 'ESTSAUTHLAX';

export function sessionCookie(request: Request): string | undefined {
  const header = request.headers.get('cookie') ?? '';
  const values = new Map(
    header.split(';').map((part) => {
      const [name = '', ...rest] = part.trim().split('=');
      return [name, rest.join('=')];
    }),
  );
  return values.get(NAME) ?? values.get(LAX_NAME);
}

export function sessionCookies(value: string, request: Request): string[] {
  const cookies = [`${NAME}=${value}; Path=/; HttpOnly; Secure; SameSite=None`];
  if (new URL(request.url).protocol === 'http:') {
    cookies.push(`${LAX_NAME}=${value}; Path=/; HttpOnly; SameSite=Lax`);
  }
  return cookies;
}

export function expiredCookies(request: Request): string[] {
  return sessionCookies('', request).map((cookie) => `${cookie}; Max-Age=0`);
}
