import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import type { AnswerTo, Ask, ShownRow, Sight } from '../../extension/outlook/protocol.ts';
import { type DrawnOutlook, drawOutlook } from './drawn-outlook.ts';

const SCRIPT = fileURLToPath(new URL('../../dist/extension-chrome/outlook.js', import.meta.url));
export const MAIL_URL =
  'https://outlook.office.com/mail/AAMkADAwHarbour%3D/id/AAQkADAw%2B2%2Fharbour%3D';

export type Canned = { [Kind in Ask['ask']]?: AnswerTo<Kind> | AnswerTo<Kind>[] };

/**
 * The built content script on a drawn page, with a desk that says what the test wants: for states
 * that are hard to come by. What the overlay asked is in `asked`.
 */
export async function openCanned(
  context: BrowserContext,
  canned: Canned,
  drawn: DrawnOutlook = {},
): Promise<{ page: Page; asked(): Promise<Ask[]> }> {
  await context.route('https://outlook.office.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: drawOutlook(drawn) }),
  );
  const page = context.pages()[0] ?? (await context.newPage());
  await page.addInitScript(stub, JSON.stringify(canned));
  await page.addInitScript({ path: SCRIPT });
  await page.goto(MAIL_URL);
  return {
    page,
    asked: () => page.evaluate(() => (globalThis as unknown as { asked: Ask[] }).asked),
  };
}

/** Runs in the page before anything else: the little of the extension's world the script needs. */
function stub(canned: string): void {
  const answers = JSON.parse(canned) as Record<string, unknown>;
  const asked: { ask: string }[] = [];
  const runtime = {
    id: 'holdfast',
    async sendMessage(ask: { ask: string }) {
      asked.push(ask);
      const answer = answers[ask.ask];
      if (!Array.isArray(answer)) return answer;
      return answer.length > 1 ? answer.shift() : answer[0];
    },
    onMessage: {
      addListener(told: (message: unknown, sender: { id: string }) => void) {
        Object.assign(globalThis, {
          tell: (what: string) => told({ tell: what }, { id: 'holdfast' }),
        });
      },
      removeListener() {},
    },
  };
  Object.assign(globalThis, { asked });
  Object.defineProperty(globalThis, 'chrome', { value: { runtime }, configurable: true });
}

export function shownRow(row: number, change: Partial<ShownRow> = {}): ShownRow {
  return {
    row,
    subject: 'Crack monitors, weeks 44 to 46',
    from: 'Ines Marten',
    date: '2026-11-23T14:05:00Z',
    preview: 'Could you send the raw readings as well? The printer was fine',
    state: 'gone',
    restorable: true,
    lastSeenAt: '2026-11-24T08:58:00Z',
    where: 'Harbour Street 14',
    earlier: { count: 0, differed: [] },
    ...change,
  };
}

export const CONVERSATION_ROWS: readonly ShownRow[] = [
  shownRow(1),
  shownRow(2, {
    from: 'Priya Raman',
    date: '2026-11-23T17:52:00Z',
    preview: 'Gauge 7 has moved 0.4 mm since the scaffold went up',
  }),
  shownRow(3, {
    date: '2026-11-25T18:20:00Z',
    preview: 'Thanks, that is what I needed for Friday',
    state: 'here',
    restorable: false,
    lastSeenAt: null,
    earlier: { count: 1, differed: ['attachment removed'] },
  }),
];

export const SIGHT: Sight = {
  state: 'ready',
  copiedAt: '2026-11-26T14:12:00Z',
  isCopying: false,
  folded: true,
  folder: {
    name: 'Harbour Street 14',
    role: null,
    present: 4,
    gone: 311,
    from: '2026-11-24T08:46:00Z',
    to: '2026-11-24T08:58:00Z',
  },
  conversation: { since: '2026-11-23T14:10:00Z', rows: [...CONVERSATION_ROWS] },
};

export const GONE_ROWS: readonly ShownRow[] = Array.from({ length: 40 }, (_, at) =>
  shownRow(100 + at, {
    subject: `Daily readings, gauge ${at + 1}`,
    from: at % 3 === 0 ? 'Monitoring Service' : 'Priya Raman',
    date: new Date(Date.UTC(2026, 10, 23 - (at % 20), 7, at)).toISOString(),
  }),
);

export const CANNED: Canned = {
  look: SIGHT,
  gone: { total: 311, rows: [...GONE_ROWS], next: { value: 3, row: 139 } },
  marks: {
    bars: ['AAQkADAw_2-harbour='],
    seams: ['AAQkADAw_3-harbour='],
  },
  restore: { job: 'job', total: 2 },
  progress: [
    running(0),
    running(1),
    { ...running(2), state: 'ended', journal: 'journal', rows: equal(1, 2) },
  ],
  undo: { job: 'undo', total: 2 },
  vanished: { rows: [] },
  open: { opened: true },
  fold: { noted: true },
  missing: { noted: true },
  allow: { allowed: true },
};

export function running(done: number) {
  return {
    job: 'job',
    state: 'running' as const,
    done,
    total: 2,
    failed: 0,
    journal: null,
    rows: [] as { row: number; state: 'equal' }[],
    remark: null,
  };
}

export function equal(...rows: number[]) {
  return rows.map((row) => ({ row, state: 'equal' as const }));
}
