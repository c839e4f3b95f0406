import type { Body, Person } from '../content.ts';
import type { Phrases } from './phrases.ts';
import { between, pick, type Random } from './random.ts';

export interface BodyPlan {
  kind: 'text' | 'html' | 'newsletter';
  phrases: Phrases;
  from: Person;
  /** Content ids of inline pictures. */
  pictures: readonly string[];
  /** Grow it to about this many characters; undefined: as it comes. */
  about: number | undefined;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A body of realistic make and size: half a kilobyte of text to a newsletter of forty. */
export function inventBody(random: Random, plan: BodyPlan): Body {
  if (plan.kind === 'text') return { contentType: 'text', content: inventText(random, plan) };
  const inner = plan.kind === 'newsletter' ? newsletter(random, plan) : letter(random, plan);
  const style = plan.kind === 'newsletter' ? NEWS_STYLE : WORD_STYLE;
  return {
    contentType: 'html',
    content: `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">${style}</head><body lang="${plan.phrases.language}"${plan.phrases.language === 'ar' ? ' dir="rtl"' : ''}>\r\n${inner}</body></html>`,
  };
}

function inventText(random: Random, plan: BodyPlan): string {
  const { phrases, from } = plan;
  const lines = [pick(random, phrases.greetings), ''];
  const count = between(random, 1, 5);
  for (let at = 0; at < count; at += 1) lines.push(paragraph(random, phrases), '');
  lines.push(pick(random, phrases.closings), from.name);
  for (let length = lines.join('\r\n').length; length < (plan.about ?? 0); ) {
    const quoted = `> ${paragraph(random, phrases)}`;
    lines.push(quoted);
    length += quoted.length + 2;
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** A letter as Outlook writes it, with the conversation so far below. */
function letter(random: Random, plan: BodyPlan): string {
  const { phrases, from } = plan;
  const parts = [`<p class="MsoNormal">${escaped(pick(random, phrases.greetings))}</p>`];
  const count = between(random, 1, 6);
  for (let at = 0; at < count; at += 1) {
    parts.push(`<p class="MsoNormal">${escaped(paragraph(random, phrases))}</p>`);
  }
  for (const id of plan.pictures) {
    parts.push(`<p class="MsoNormal"><img width="120" src="cid:${id}" alt="Picture"></p>`);
  }
  parts.push(
    `<p class="MsoNormal">${escaped(pick(random, phrases.closings))}<br>${escaped(from.name)}</p>`,
  );
  const history = random() < 0.4 ? between(random, 1, 6) : 0;
  let length = parts.join('').length;
  for (let at = 0; at < history || length < (plan.about ?? 0); at += 1) {
    const quoted = `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> ${escaped(from.name)} &lt;${escaped(from.address)}&gt;</p><p class="MsoNormal">${escaped(paragraph(random, phrases))} ${escaped(paragraph(random, phrases))}</p></div>`;
    parts.push(quoted);
    length += quoted.length;
  }
  return parts.join('\r\n');
}

/** Tables in tables, remote pictures, a tracking pixel. */
function newsletter(random: Random, plan: BodyPlan): string {
  const rows: string[] = [];
  const count = between(random, 8, 40);
  let length = 0;
  for (let at = 0; at < count || length < (plan.about ?? 0); at += 1) {
    const row = `<tr><td align="center" style="padding:12px 24px;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#333333;background-color:#ffffff"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td width="160"><img src="https://pictures.example/${between(random, 1, 9999)}.jpg" width="160" height="90" alt="" style="display:block;border:0"></td><td style="padding-left:16px"><h2 style="margin:0 0 6px;font-size:16px">${escaped(pick(random, plan.phrases.subjects))}</h2><p style="margin:0">${escaped(paragraph(random, plan.phrases))}</p><a href="https://links.example/${between(random, 1, 99999)}" style="color:#0f6cbd">…</a></td></tr></table></td></tr>`;
    rows.push(row);
    length += row.length;
  }
  return `<table role="presentation" width="640" align="center" cellpadding="0" cellspacing="0">${rows.join('\r\n')}</table><img src="https://track.example/open.gif?u=${between(random, 1, 999999)}" width="1" height="1" alt="">`;
}

function paragraph(random: Random, phrases: Phrases): string {
  const count = between(random, 2, 5);
  return Array.from({ length: count }, () => pick(random, phrases.sentences)).join(' ');
}

const WORD_STYLE =
  '<style>\r\n<!--\r\n@font-face\r\n\t{font-family:Calibri}\r\np.MsoNormal, li.MsoNormal, div.MsoNormal\r\n\t{margin:0cm;\r\n\tfont-size:11.0pt;\r\n\tfont-family:"Calibri",sans-serif}\r\na:link, span.MsoHyperlink\r\n\t{color:#0563C1;\r\n\ttext-decoration:underline}\r\n-->\r\n</style>';
const NEWS_STYLE =
  '<style type="text/css">\r\nbody{margin:0;padding:0;background:#f3f2f1}\r\ntable{border-collapse:collapse}\r\n@media only screen and (max-width:640px){table{width:100%!important}}\r\n</style>';
