import type { Body } from './content.ts';

/**
 * How Exchange shows a body. HTML is sanitised unless the client asks for it as it is; here that
 * means scripts and handlers are taken out, which is the part a client can tell.
 * Source: learn.microsoft.com/graph/outlook-create-send-messages, message-get.
 */
export function bodyJson(body: Body, options: { as?: string | undefined; unsafe: boolean }): Body {
  if (options.as === 'text' && body.contentType === 'html') {
    return { contentType: 'text', content: htmlToText(body.content) };
  }
  if (options.as === 'html' && body.contentType === 'text') {
    return { contentType: 'html', content: textToHtml(body.content) };
  }
  if (body.contentType === 'html' && !options.unsafe) {
    return { contentType: 'html', content: sanitise(body.content) };
  }
  return body;
}

/**
 * A body as Exchange stores what a client posts: text with CR LF, HTML as a whole document that
 * names its character set.
 */
export function storedBody(body: Body): Body {
  const lines = body.content.replace(/\r\n|\r|\n/g, '\r\n');
  if (body.contentType === 'text') return { contentType: 'text', content: lines };
  const meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';
  if (!/<html[\s>]/i.test(lines)) {
    const content = `<html><head>\r\n${meta}</head><body>${lines}</body></html>`;
    return { contentType: 'html', content };
  }
  if (/<meta[^>]+charset/i.test(lines)) return { contentType: 'html', content: lines };
  const content = /<head[\s>]/i.test(lines)
    ? lines.replace(/<head(\s[^>]*)?>/i, (head) => `${head}\r\n${meta}`)
    : lines.replace(/<html(\s[^>]*)?>/i, (html) => `${html}<head>\r\n${meta}</head>`);
  return { contentType: 'html', content };
}

/** The first 255 characters of the text. */
export function preview(body: Body): string {
  const start = body.content.slice(0, 16_384);
  const text = body.contentType === 'html' ? htmlToText(start) : start;
  return text.replace(/\s+/g, ' ').trim().slice(0, 255);
}

export function htmlToText(html: string): string {
  return html
    .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<br\s*\/?>|<\/(p|div|tr|li|h\d)>/gi, '\r\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim();
}

function textToHtml(text: string): string {
  const lines = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r?\n/g, '<br>\r\n');
  return `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><div class="PlainText">${lines}</div></body></html>`;
}

function sanitise(html: string): string {
  return html
    .replace(/<script\b[\s\S]*?(<\/script\s*>|$)/gi, '')
    .replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/(href|src)\s*=\s*(["'])\s*javascript:[^"']*\2/gi, '$1=$2$2');
}
