import type { Together } from '../../shared/model/platform.ts';
import { keepStorage } from '../../shared/page/keep-storage.ts';
import { canPickFolder } from '../../shared/page/pick-folder.ts';
import type { EngineApi, EngineStatus } from '../../shared/rpc/protocol.ts';
import { renderApp } from '../../shared/ui/app.tsx';
import { OlderCopyLines } from '../../shared/ui/parts/older-copy.tsx';
import { openFace } from './open-face.ts';
import { pageLocks } from './page-locks.ts';
import { joinPageOnWeb, type PageOnWeb } from './page-on-web.ts';

/** The whole application, in a tab of its own or in Holdfast's page on the web. */
const page = await joinPageOnWeb();
const { engine, platform } = await openFace(page && togetherWith(page));
const root = document.getElementById('app');
if (root) {
  if (page?.own) await settleCopies(root, page, page.own);
  const { together } = platform;
  const older = together?.is === 'extension' ? together.older : null;
  const homePart = older && <OlderCopyLines older={older} />;
  renderApp(root, { engine, platform, addresses: 'fragment', homePart, onFirstPage: () => {} });
  void keepStorage(engine);
}

function togetherWith({ own, showOwn }: PageOnWeb): Together {
  const openTab = () => {
    open(location.href);
  };
  const here = { is: 'extension', openTab, canPickFolderInTab: canPickFolder(window) } as const;
  if (own === null) return { ...here, older: null };
  const { firstSnapshotAt, lastSnapshotAt, bytes, snapshots, isHandedOver, folder } = own.copy;
  const older = {
    ...{ firstSnapshotAt, lastSnapshotAt, bytes, snapshots, isHandedOver, folder },
    async show() {
      // It must know that it is the older one before its engine starts.
      await own.api.noteElsewhere(false);
      showOwn();
    },
    remove: () => own.api.remove(),
  };
  return { ...here, older };
}

/** One copy results: the page's comes here when there is none, and is added to no more when there is. */
async function settleCopies(
  place: HTMLElement,
  page: PageOnWeb,
  own: NonNullable<PageOnWeb['own']>,
): Promise<void> {
  if (isEmpty(await firstStatus(engine))) {
    const { bringOver } = await import('./bring-over.tsx');
    await bringOver({ root: place, page, own, platform, locks: pageLocks() });
    if (platform.together?.is === 'extension' && platform.together.older) {
      platform.together.older.isHandedOver = !own.copy.isAway;
    }
  } else {
    // Waits for other tabs of the page to give way; nobody waits for it.
    void own.api.noteElsewhere(false).catch(() => {
      // Asked again whenever the page is opened.
    });
  }
}

function isEmpty({ repository }: EngineStatus): boolean {
  const { id, lock, trouble } = repository;
  return id === '' && lock !== 'locked' && trouble === null;
}

async function firstStatus(of: EngineApi): Promise<EngineStatus> {
  for await (const status of of.watchStatus()) return status;
  throw new Error('an engine that is asked again never falls silent');
}
