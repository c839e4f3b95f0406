/** Text that has gone through `html` or is known to be markup. */
export class Markup {
  constructor(readonly text: string) {}
}

/** A template whose values are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  const parts = strings.map((text, at) => (at < values.length ? text + show(values[at]) : text));
  return new Markup(parts.join(''));
}

function show(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --ink: #242424; --soft: #616161; --paper: #fff; --field: #f5f5f5;
  --line: #d1d1d1; --accent: #0f6cbd; --on-accent: #fff; --bad: #b10e1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #fff; --soft: #adadad; --paper: #292929;
  --field: #1f1f1f; --line: #666; --accent: #479ef5; --on-accent: #000; --bad: #eeacb2; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--field); color: var(--ink);
  font: 15px/1.45 'Segoe UI', system-ui, sans-serif; }
main.card { max-width: 440px; margin: 8vh auto; padding: 36px 40px; background: var(--paper);
  border: 1px solid var(--line); border-radius: 8px; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 14px; }
.note { margin: 0 0 20px; color: var(--soft); font-size: 13px; }
.error { color: var(--bad); }
label { display: block; margin: 14px 0 4px; font-weight: 600; }
input[type=email], input[type=text], input[type=password] { width: 100%; padding: 7px 10px;
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: 4px; }
ul.scopes { padding-left: 20px; } ul.scopes span { display: block; color: var(--soft); font-size: 13px; }
.buttons { display: flex; gap: 8px; justify-content: flex-end; flex-wrap: wrap; margin-top: 22px; }
button, a.button { font: inherit; padding: 6px 16px; border-radius: 4px; border: 1px solid var(--line);
  background: transparent; color: inherit; cursor: pointer; text-decoration: none; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.account { width: 100%; text-align: left; padding: 10px 14px; margin-bottom: 8px; }
button.account small { display: block; color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
`;

/** A whole page without script. */
export function page(title: string, body: Markup, style = ''): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>${new Markup(STYLE + style)}</style></head>
<body>${body}</body></html>`.text;
}

export function htmlResponse(
  text: string,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      ...headers,
    },
  });
}
