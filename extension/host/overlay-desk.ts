import { systemClock } from '../../shared/lib/clock.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import { signInAt } from '../../shared/sign-in/sign-in-records.ts';
import { createDesk, type Desk, type OpenTarget } from '../background/outlook-desk.ts';
import { api } from '../browser-api.ts';
import { writeMissingAnchors } from '../missing-anchors.ts';
import type { Setup } from '../setup.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import type { ImmutableIds } from './immutable-id.ts';

/** Whether the strip is folded; kept where all pages of the extension keep small things. */
const FOLDED = 'holdfast-outlook-folded';
const WRITE = ['Mail.ReadWrite'];

export interface OverlayDeskParts {
  setup: Setup;
  engine: EngineApi;
  signIn: AccountSignIn;
  immutableId: ImmutableIds;
  /** Opens a place of the app. */
  show(place: string): Promise<void>;
}

/** The desk for the overlay in Outlook, with what the host has: engine, sign-in, small storage. */
export function openOverlayDesk(parts: OverlayDeskParts): Desk {
  const { engine, signIn, immutableId, show } = parts;
  const { records } = parts.setup;
  return createDesk({
    ownId: api.runtime.id,
    engine: async () => engine,
    signIns: async () => records.list().map((record) => signInAt(record, systemClock.now())),
    async allowWriting(account) {
      await signIn.signIn(WRITE, account);
    },
    immutableId,
    open: (target) => show(placeFor(target)),
    readFolded: async () => localStorage.getItem(FOLDED) !== 'no',
    writeFolded: async (folded) => localStorage.setItem(FOLDED, folded ? 'yes' : 'no'),
    noteMissing: (_tab, anchors) => writeMissingAnchors(localStorage, anchors),
    report: (what) => console.error(`holdfast: ${what}`),
  });
}

/** As the app names it: "/mail/folder/row". */
function placeFor({ folder, row }: OpenTarget): string {
  if (folder === null) return '/mail';
  const path = `/mail/${encodeURIComponent(folder)}`;
  return row === null ? path : `${path}/${row}`;
}
