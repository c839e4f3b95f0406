import { html } from '../html.ts';
import { seededRandom } from '../seed/random.ts';

/** Where Microsoft serves Outlook's scripts from; here they come from the page's own host. */
const SCRIPT_HOSTS = 'https://res.public.onecdn.static.microsoft https://res.cdn.office.net';
const FRAMED_BY = "'self' https://teams.microsoft.com https://teams.cloud.microsoft";
export const SCRIPT_PATH = '/owamail/hashed-v1/scripts/owa.AppBoot.m.3f9c2d71.js';
let served = 0;

/**
 * The document every address of the application answers with: nothing but its boot script, as the
 * application mounts itself. Each load has a nonce of its own.
 */
export function outlookDocument(): Response {
  served += 1;
  const nonce = nonceOf(served);
  const text = html`<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Mail - Outlook</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<script nonce="${nonce}" src="${SCRIPT_PATH}" defer></script></head>
<body><div id="app"></div><div id="fluent-default-layer-host"></div></body></html>`.text;
  return new Response(text, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'strict-origin-when-cross-origin',
    },
  });
}

/**
 * Trusted Types, a nonce for scripts and one for style sheets are known of Outlook; the rest is
 * what a careful page of this kind says. Style attributes are allowed because mail is shown in the
 * page itself, with its own.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' ${SCRIPT_HOSTS}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${FRAMED_BY}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function nonceOf(number: number): string {
  const random = seededRandom(number, 'nonce');
  const bytes = Array.from({ length: 18 }, () => String.fromCharCode(Math.floor(random() * 256)));
  return btoa(bytes.join(''));
}
