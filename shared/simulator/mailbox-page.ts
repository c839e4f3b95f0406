import type { MailboxControl } from './control.ts';
import { badRequest, GraphError } from './graph-error.ts';
import { html, htmlResponse, type Markup, page } from './html.ts';
import type { Mailbox } from './mailbox.ts';
import { htmlToText } from './message-body.ts';
import { newestFirst } from './message-filter.ts';
import type { Account } from './profile.ts';
import type { Folder, Message } from './store.ts';

const PAGE_LENGTH = 50;
const MOST_TEXT = 4000;

const STYLE = `
body { display: grid; grid-template-columns: minmax(200px, 260px) 1fr; grid-template-rows: auto 1fr; }
header { grid-column: 1 / 3; padding: 14px 20px; border-bottom: 1px solid var(--line);
  background: var(--paper); }
header h1 { margin: 0; } header p { margin: 2px 0 0; color: var(--soft); font-size: 13px; }
nav { padding: 12px 8px; } nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: flex; justify-content: space-between; gap: 8px; padding: 5px 12px; color: inherit;
  text-decoration: none; border-radius: 4px; } nav a[aria-current] { background: var(--paper); font-weight: 600; }
nav small { color: var(--soft); }
main { padding: 16px 20px; background: var(--paper); min-width: 0; }
main h2 { margin: 0 0 12px; font-size: 18px; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-size: 13px; color: var(--soft); }
td, th { padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
tr.unread td { font-weight: 600; } td.date { white-space: nowrap; color: var(--soft); }
.tools { display: flex; gap: 8px; flex-wrap: wrap; margin: 0 0 12px; align-items: end; }
.tools label { margin: 0; font-size: 13px; } .tools input { width: 220px; }
.done { border-left: 3px solid var(--accent); padding: 6px 12px; background: var(--field); }
pre { white-space: pre-wrap; font: inherit; border-top: 1px solid var(--line); padding-top: 12px; }
@media (max-width: 700px) { body { grid-template-columns: 1fr; } header { grid-column: 1; } }
`;

/**
 * The mailbox as its owner sees it at (simulated) Microsoft: enough to read subjects, delete,
 * empty Deleted Items and have mail delivered, by plain forms without script.
 */
export class MailboxPage {
  constructor(
    readonly mailbox: Mailbox,
    readonly control: MailboxControl,
    readonly account: Account,
  ) {}

  /** undefined: not a page. `path` is below `/simulator`. */
  answer(request: Request, path: string, body: Uint8Array<ArrayBuffer>): Response | undefined {
    const { searchParams } = new URL(request.url);
    try {
      if (request.method === 'GET' && path === '/') return this.#list(searchParams);
      if (request.method === 'GET' && path === '/message') return this.#message(searchParams);
      if (request.method === 'POST' && path === '/do') {
        return this.#do(new URLSearchParams(new TextDecoder().decode(body)));
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return htmlResponse(this.#page('Not found', html`<h2>${error.message}</h2>`), error.status);
    }
  }

  #do(fields: URLSearchParams): Response {
    const folder = this.mailbox.folder(fields.get('folder') ?? 'inbox');
    const ids = fields.getAll('id');
    let done = '';
    switch (fields.get('action')) {
      case 'delete':
        for (const id of ids) this.mailbox.delete(this.mailbox.message(id), 'deleted-items');
        done = `${counted(ids.length)} deleted.`;
        break;
      case 'delete-for-good':
        for (const id of ids) this.mailbox.delete(this.mailbox.message(id), 'gone');
        done = `${counted(ids.length)} deleted for good.`;
        break;
      case 'read':
      case 'unread':
        for (const id of ids) this.control.patch(id, { isRead: fields.get('action') === 'read' });
        done = `${counted(ids.length)} marked as ${fields.get('action')}.`;
        break;
      case 'empty':
        done = `${counted(this.control.emptyDeletedItems())} moved to Recoverable Items.`;
        break;
      case 'deliver': {
        const subject = fields.get('subject') || 'A new message';
        this.control.deliver({ subject, text: `${subject}\r\n\r\nDelivered by hand.` }, folder);
        done = `“${subject}” delivered.`;
        break;
      }
      default:
        throw badRequest('There is no such action.');
    }
    const query = new URLSearchParams({ folder: this.#idOf(folder), done });
    return new Response(null, { status: 303, headers: { Location: `/simulator/?${query}` } });
  }

  #list(query: URLSearchParams): Response {
    const folder = this.mailbox.folder(query.get('folder') ?? 'inbox');
    const first = Math.max(0, Number(query.get('first') ?? 0) || 0);
    const messages = [...folder.present.values()].map(({ message }) => message).sort(newestFirst);
    const shown = messages.slice(first, first + PAGE_LENGTH);
    const done = query.get('done');
    const rows = shown.map(
      (message) => html`<tr class="${message.state.isRead ? '' : 'unread'}">
<td><input type="checkbox" name="id" value="${this.#messageId(message)}"
 aria-label="Select ${message.content.subject || '(No subject)'}"></td>
<td>${message.content.from?.name ?? ''}</td>
<td><a href="/simulator/message?id=${encodeURIComponent(this.#messageId(message))}">${message.content.subject || '(No subject)'}</a>
${marks(message)}</td><td class="date">${dateText(message)}</td></tr>`,
    );
    const isBin = this.mailbox.isWithin(folder, this.mailbox.role('deleteditems'));
    const body = html`<h2>${folder.displayName} <small>${messages.length}</small></h2>
${done === null ? undefined : html`<p class="done" role="status">${done}</p>`}
<form method="post" action="/simulator/do" class="tools">
<input type="hidden" name="folder" value="${this.#idOf(folder)}">
<span><label for="subject">Subject</label> <input id="subject" name="subject" type="text"></span>
<button name="action" value="deliver">Deliver a message</button>
${isBin ? html`<button name="action" value="empty">Empty Deleted Items</button>` : undefined}</form>
<form method="post" action="/simulator/do">
<input type="hidden" name="folder" value="${this.#idOf(folder)}">
<div class="tools"><button name="action" value="delete">Delete</button>
<button name="action" value="delete-for-good">Delete for good</button>
<button name="action" value="read">Mark as read</button>
<button name="action" value="unread">Mark as unread</button></div>
<table><thead><tr><th></th><th>From</th><th>Subject</th><th>Received</th></tr></thead>
<tbody>${rows}</tbody></table></form>
${this.#pager(folder, first, messages.length)}`;
    return htmlResponse(this.#page(folder.displayName, body, folder));
  }

  #message(query: URLSearchParams): Response {
    const message = this.mailbox.message(query.get('id') ?? '');
    const { content, folder } = message;
    const { contentType, content: text } = content.body();
    const plain = contentType === 'html' ? htmlToText(text) : text;
    const names = content.attachments.map(({ name }) => name).join(', ');
    const body = html`<h2>${content.subject || '(No subject)'}</h2>
<p>From ${content.from?.name ?? 'nobody'}, ${dateText(message)} ${marks(message)}</p>
<p>To ${content.to.map(({ name }) => name).join(', ')}</p>
${names === '' ? undefined : html`<p>Attachments: ${names}</p>`}
<form method="post" action="/simulator/do" class="tools">
<input type="hidden" name="folder" value="${this.#idOf(folder)}">
<input type="hidden" name="id" value="${this.#messageId(message)}">
<button name="action" value="delete">Delete</button>
<button name="action" value="delete-for-good">Delete for good</button></form>
<pre>${plain.slice(0, MOST_TEXT)}</pre>`;
    return htmlResponse(this.#page(content.subject || '(No subject)', body, folder));
  }

  #page(title: string, body: Markup, current?: Folder): string {
    const bin = this.mailbox.role('recoverableitemsdeletions');
    const folders = [
      ...this.#tree(this.mailbox.role('msgfolderroot'), 0),
      { folder: bin, depth: 0 },
    ];
    const items = folders.map(
      ({
        folder,
        depth,
      }) => html`<li><a href="/simulator/?folder=${encodeURIComponent(this.#idOf(folder))}"
 style="padding-left:${12 + depth * 16}px"${folder === current ? html` aria-current="page"` : undefined}>
<span>${folder === bin ? 'Recoverable Items' : folder.displayName}</span>
<small>${folder.unread > 0 ? `${folder.unread} of ` : ''}${folder.present.size}</small></a></li>`,
    );
    return page(
      `${title} – simulated mailbox`,
      html`<header><h1>The mailbox at (simulated) Microsoft</h1>
<p>${this.account.name}, ${this.account.username}. What you do here happens to the mailbox, not to
the backup. <a href="/simulator/files">The OneDrive</a></p></header>
<nav aria-label="Folders"><ul>${items}</ul></nav><main>${body}</main>`,
      STYLE,
    );
  }

  #tree(parent: Folder, depth: number): { folder: Folder; depth: number }[] {
    return this.mailbox
      .childrenOf(parent)
      .filter(({ isHidden, search }) => !isHidden && !search)
      .flatMap((folder) => [{ folder, depth }, ...this.#tree(folder, depth + 1)]);
  }

  #pager(folder: Folder, first: number, total: number): Markup | undefined {
    if (total <= PAGE_LENGTH) return undefined;
    const link = (to: number, text: string) =>
      to >= 0 && to < total
        ? html`<a class="button" href="/simulator/?folder=${encodeURIComponent(this.#idOf(folder))}&amp;first=${to}">${text}</a>`
        : undefined;
    return html`<p class="buttons">${first + 1}–${Math.min(first + PAGE_LENGTH, total)} of ${total}
${link(first - PAGE_LENGTH, 'Newer')} ${link(first + PAGE_LENGTH, 'Older')}</p>`;
  }

  #idOf(folder: Folder): string {
    return folder.role ?? this.mailbox.ids.folder(folder.serial);
  }

  #messageId(message: Message): string {
    return this.mailbox.idOf(message, true);
  }
}

function marks({ state, content }: Message): Markup {
  const flagged = state.flag.flagStatus === 'flagged' ? '⚑ flagged' : '';
  const files = content.attachments.some(({ isInline }) => !isInline) ? 'attachments' : '';
  const words = [state.isDraft ? 'draft' : '', flagged, files, ...state.categories];
  const text = words.filter((word) => word !== '').join(', ');
  return html`${text === '' ? undefined : html`<small>(${text})</small>`}`;
}

function dateText({ state }: Message): string {
  return new Date(state.receivedAt).toISOString().replace('T', ' ').slice(0, 16);
}

function counted(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
