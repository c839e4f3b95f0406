import { badRequest, GraphError } from '../graph-error.ts';
import { html, htmlResponse, type Markup, page } from '../html.ts';
import type { Account } from '../profile.ts';
import type { DriveControl } from './control.ts';
import { generatedContent } from './file-content.ts';
import type { DriveItem } from './item.ts';

const STYLE = `
header { padding: 14px 20px; border-bottom: 1px solid var(--line); background: var(--paper); }
header h1 { margin: 0; } header p { margin: 2px 0 0; color: var(--soft); font-size: 13px; }
main { padding: 16px 20px; max-width: 1000px; }
main h2 { margin: 0 0 12px; font-size: 18px; } small { color: var(--soft); }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-size: 13px; color: var(--soft); }
td, th { padding: 6px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.tools { display: flex; gap: 8px; flex-wrap: wrap; margin: 0 0 12px; align-items: center; }
.done { border-left: 3px solid var(--accent); padding: 6px 12px; background: var(--paper); }
`;

/**
 * The drive as its owner sees it at (simulated) Microsoft: enough to look into folders, delete and
 * spoil files, empty the recycle bin, or lose everything at once, by plain forms without script.
 */
export class DrivePage {
  constructor(
    readonly control: DriveControl,
    readonly account: Account,
  ) {}

  /** undefined: not a page. `path` is below `/simulator`. */
  answer(request: Request, path: string, body: Uint8Array<ArrayBuffer>): Response | undefined {
    try {
      if (request.method === 'GET' && path === '/files') {
        const { searchParams } = new URL(request.url);
        return this.#list(searchParams.get('folder') ?? '', searchParams.get('done'));
      }
      if (request.method === 'POST' && path === '/files/do') {
        return this.#do(new URLSearchParams(new TextDecoder().decode(body)));
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return htmlResponse(this.#page('Not found', html`<h2>${error.message}</h2>`), error.status);
    }
  }

  #do(fields: URLSearchParams): Response {
    const folder = fields.get('folder') ?? '';
    const paths = fields.getAll('path');
    const query = new URLSearchParams({ folder, done: this.#done(fields.get('action'), paths) });
    return new Response(null, { status: 303, headers: { Location: `/simulator/files?${query}` } });
  }

  /** Does it and says so. */
  #done(action: string | null, paths: readonly string[]): string {
    const { control } = this;
    switch (action) {
      case 'delete':
        for (const path of paths) control.delete(path);
        return `${paths.length} moved to the recycle bin.`;
      case 'overwrite': {
        const files = paths.filter((path) => control.item(path).kind === 'file');
        for (const path of files) control.put(path, generatedContent(7, control.item(path).size));
        return `${files.length} overwritten with rubbish.`;
      }
      case 'empty':
        return `${control.emptyBin()} deleted for good.`;
      case 'encrypt':
        return `${control.encryptAll()} files encrypted and renamed.`;
      default:
        throw badRequest('There is no such action.');
    }
  }

  #list(path: string, done: string | null): Response {
    const { drive } = this.control.parts;
    const folder = path === '' ? drive.root : this.control.item(path);
    const items = [...drive.childrenOf(folder)].sort(
      (a, b) => Number(b.isContainer) - Number(a.isContainer),
    );
    const body = html`<h2>${crumbs(folder)} <small>${items.length}</small></h2>
${done === null ? undefined : html`<p class="done" role="status">${done}</p>`}
<form method="post" action="/simulator/files/do"><input type="hidden" name="folder" value="${path}">
<div class="tools"><button name="action" value="delete">Delete</button>
<button name="action" value="overwrite">Overwrite with rubbish</button>
<button name="action" value="empty">Empty the recycle bin (${drive.bin.size})</button>
<button name="action" value="encrypt">Encrypt and rename every file</button></div>
<table><thead><tr><th></th><th>Name</th><th>Bytes</th><th>Changed</th></tr></thead>
<tbody>${items.map(line)}</tbody></table></form>`;
    return htmlResponse(this.#page(folder.parent ? folder.name : 'OneDrive', body));
  }

  #page(title: string, body: Markup): string {
    return page(
      `${title} – simulated OneDrive`,
      html`<header><h1>The OneDrive at (simulated) Microsoft</h1>
<p>${this.account.name}, ${this.account.username}. What you do here happens to the drive, not to the
backup. <a href="/simulator/">The mailbox</a></p></header><main>${body}</main>`,
      STYLE,
    );
  }
}

function line(item: DriveItem): Markup {
  const path = item.names.join('/');
  const date = new Date(item.dates.modifiedAt).toISOString().replace('T', ' ').slice(0, 16);
  const name = item.isContainer ? html`<a href="${addressOf(path)}">${item.name}</a>` : item.name;
  return html`<tr><td><input type="checkbox" name="path" value="${path}" aria-label="Select ${item.name}"></td>
<td>${name}</td><td>${item.size}</td><td>${date}</td></tr>`;
}

function crumbs(folder: DriveItem): Markup {
  const { names } = folder;
  const steps = names.map((name, at) => {
    const path = names.slice(0, at + 1).join('/');
    return html` / <a href="${addressOf(path)}">${name}</a>`;
  });
  return html`<a href="/simulator/files">OneDrive</a>${steps}`;
}

function addressOf(path: string): string {
  return `/simulator/files?${new URLSearchParams({ folder: path })}`;
}
