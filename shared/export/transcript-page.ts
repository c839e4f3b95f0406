import { hash } from '../lib/hash.ts';
import { escapeAll } from './safe-html.ts';

const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --page: #ffffff; --soft: #f6f8fa; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9aa4af; --line: #30363d; --page: #0d1117; --soft: #161b22; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { position: sticky; top: 0; margin: 2rem 0 .5rem; padding: .35rem 0; background: var(--page); border-bottom: 1px solid var(--line); font-size: .95rem; font-weight: 600; }
.people, time, .mark, .until { color: var(--quiet); font-size: .875rem; }
ol, .reactions { list-style: none; margin: 0; padding: 0; }
main > section > ol > li { padding: .6rem 0; }
main > section > ol > li.reply { margin-left: 1rem; padding-left: 1rem; border-left: 2px solid var(--line); }
main > section > ol > li:target { background: var(--soft); }
.event { color: var(--quiet); text-align: center; font-size: .875rem; }
.who { margin: 0; }
.subject { margin: .25rem 0 0; font-weight: 600; }
.mark { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; }
.text > :first-child { margin-top: .1rem; } .text > :last-child { margin-bottom: .1rem; }
.text p, .plain { margin: .1rem 0; white-space: pre-wrap; }
.text ol { list-style: decimal; padding-left: 1.5rem; } .text ul { padding-left: 1.5rem; }
blockquote { margin: .3rem 0; padding: .2rem .75rem; border-left: 3px solid var(--line); color: var(--quiet); }
.card, .file { margin: .4rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--soft); }
.card p { margin: 0; }
pre { overflow-x: auto; padding: .5rem .75rem; background: var(--soft); border-radius: .5rem; }
img { max-width: 100%; height: auto; border-radius: .5rem; }
mark { background: none; color: var(--link); font-weight: 600; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .25rem .5rem; }
details { margin: .3rem 0; } summary { cursor: pointer; color: var(--quiet); font-size: .875rem; }
.reactions { display: flex; flex-wrap: wrap; gap: .35rem; margin-top: .35rem; }
.reactions li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .875rem; }
@media print { body { max-width: none; padding: 0; } h2 { position: static; } article, .card, .file { break-inside: avoid; } }
`;

/** The beginning of a page that may load nothing, run nothing and send nothing. */
export async function headOf(title: string, locale: string): Promise<string> {
  const digest = await hash(new TextEncoder().encode(STYLE));
  const style = `sha256-${btoa(String.fromCharCode(...digest))}`;
  const policy = `default-src 'none'; img-src data:; media-src data:; style-src '${style}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${escapeAll(locale)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeAll(title || 'Conversation')}</title><style>${STYLE}</style></head><body>
`;
}
