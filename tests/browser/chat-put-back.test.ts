import '../../shared/ui/style.css';
import { signal } from '@preact/signals';
import { h, render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PNG, Talk } from '../../shared/engine/put-back.contract.ts';
import type { Platform } from '../../shared/model/platform.ts';
import { type Face, FaceContext } from '../../shared/ui/face.ts';
import { ChatPutBack, PutBackMessage } from '../../shared/ui/parts/chat-put-back.tsx';

let root: HTMLElement;
let it: Talk;
const asked: (readonly string[])[] = [];
const handed: File[] = [];

/** The real engine over a simulated Microsoft; only the window of the sign-in is ours. */
async function show(texts: readonly string[] | null = null, asDialog = false): Promise<void> {
  const { container, rows } = await it.rows(texts);
  const platform = {
    signIn: async (scopes: readonly string[]) => {
      asked.push(scopes);
      it.simulated.granted = [...(it.simulated.granted ?? []), ...scopes];
    },
    handOut: (file: File) => handed.push(file),
  } as unknown as Platform;
  const face = {
    engine: it.engine,
    platform,
    online: signal(true),
    now: signal(Date.now()),
    signIns: signal([]),
    announcement: signal(''),
  } as unknown as Face;
  const part = asDialog
    ? h(PutBackMessage, { container, row: rows?.[0] ?? 0, onClose: () => undefined })
    : h(ChatPutBack, { selection: { container, rows }, days: rows === null ? it.days() : null });
  const children = h('div', { class: 'app', style: 'display:block;padding:16px' }, part);
  render(h(FaceContext.Provider, { value: face, children }), root);
}

async function choose(name: string): Promise<void> {
  await userEvent.click(page.getByRole('button', { name: 'Save or put back' }));
  await userEvent.click(page.getByRole('button', { name }));
}

beforeEach(async () => {
  await page.viewport(1000, 800);
  root = document.createElement('div');
  document.body.append(root);
  asked.length = 0;
  handed.length = 0;
  it = new Talk();
  it.say({ from: it.sam, html: '<p>Saturday, <at id="0">Pat</at>?</p>', pictures: [PNG] });
  it.say({ text: 'the plan', files: [it.control.shareFile('plan.txt', 'a plan', it.sam)] });
  await it.begin();
});
afterEach(async () => {
  render(null, root);
  root.remove();
  await it.engine.close();
});

test('a post is shown to the letter, asked for, sent once, and deleted again', async () => {
  const { simulated } = it;
  simulated.granted = (simulated.granted ?? []).filter((each) => !/Send|Chat.ReadW/.test(each));
  await show(['Saturday']);
  await choose('Post again…');
  await expect.element(page.getByText(/lets no program write what others said/)).toBeVisible();
  const frame = () => document.querySelector<HTMLIFrameElement>('.put-back-preview');
  await expect.poll(() => frame()?.contentDocument?.body.textContent).toContain('Sam Sender');
  const picture = () => frame()?.contentDocument?.querySelector('img')?.getAttribute('src');
  expect(picture()).toMatch(/^blob:/);
  expect(it.posts()).toEqual([]);

  await userEvent.click(page.getByRole('button', { name: 'Post this' }));

  await expect.element(page.getByText('1 post is posted, read back and compared.')).toBeVisible();
  expect(asked).toEqual([['ChatMessage.Send']]);
  expect(it.posts()).toHaveLength(1);
  await userEvent.click(page.getByRole('button', { name: 'Delete the post' }));
  await expect.element(page.getByText('1 post is deleted in the chat.')).toBeVisible();
  expect(asked[1]).toEqual(['Chat.ReadWrite']);
  expect(it.posts()).toEqual([]);
});

test('of one message it is asked what to do with it', async () => {
  await show(['the plan'], true);

  await userEvent.click(page.getByRole('button', { name: 'Post again…' }));

  const frame = () => document.querySelector<HTMLIFrameElement>('.put-back-preview');
  await expect.poll(() => frame()?.contentDocument?.body.textContent).toContain('the plan');
  expect(frame()?.contentDocument?.body.textContent).not.toContain('Saturday');
});

test('files go into a folder, with links to them; a second time there is nothing to do', async () => {
  await show();
  await choose('Put its files back…');
  await userEvent.click(page.getByRole('button', { name: 'Put into my OneDrive' }));
  const link = page.getByRole('link', { name: 'plan.txt' });
  await expect.element(link).toHaveAttribute('href', expect.stringMatching(/^https:/));
  await userEvent.click(page.getByRole('button', { name: 'Done' }));

  await choose('Put its files back…');

  await expect.element(page.getByText(/There is nothing to do/)).toBeVisible();
});

test('days left out of a mail stay out', async () => {
  it.simulated.clock.advance(86_400_000);
  it.say({ text: 'next day' });
  await it.begin();
  await show();
  await choose('Send to my mailbox…');
  const boxes = page.getByRole('checkbox');
  await expect.poll(() => boxes.elements().length).toBe(2);
  await userEvent.click(boxes.nth(0));

  await userEvent.click(page.getByRole('button', { name: 'Put into my mailbox' }));

  await expect.element(page.getByText('1 day is in Conversation History now.')).toBeVisible();
  const { mailbox } = it.simulated.simulator;
  const folder = mailbox.role('conversationhistory');
  const subjects = [...mailbox.messages()].filter((each) => each.folder === folder);
  expect(subjects.map(({ content }) => content.body().content)).toEqual([
    expect.stringContaining('next day'),
  ]);
});

/** As a person types into a field for days. */
function chooseDay(label: 'From' | 'To', time: number): Promise<void> {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return userEvent.fill(page.getByLabelText(label, { exact: true }), day);
}

test('a part is chosen by days: counted, planned anew, and put back alone', async () => {
  it.simulated.clock.advance(86_400_000);
  const last = it.say({ text: 'next day' });
  await it.begin();
  await show();
  await choose('Send to my mailbox…');
  await expect.element(page.getByText('4 messages and events, 1 picture, 1 file')).toBeVisible();
  await expect.poll(() => page.getByRole('checkbox').elements().length).toBe(2);

  await chooseDay('From', last.createdAt);

  await expect.element(page.getByText('1 message or event', { exact: true })).toBeVisible();
  // The only day there is can't be left out.
  await expect.poll(() => page.getByRole('checkbox').elements().length).toBe(0);
  await chooseDay('To', last.createdAt - 86_400_000);
  await expect.element(page.getByText('The last day comes before the first.')).toBeVisible();
  await expect
    .element(page.getByRole('button', { name: 'Put into my mailbox' }))
    .not.toBeInTheDocument();
  await userEvent.click(page.getByRole('button', { name: 'All days' }));
  await chooseDay('From', last.createdAt);
  await userEvent.click(page.getByRole('button', { name: 'Put into my mailbox' }));

  await expect.element(page.getByText('1 day is in Conversation History now.')).toBeVisible();
  const { mailbox } = it.simulated.simulator;
  const folder = mailbox.role('conversationhistory');
  const days = [...mailbox.messages()].filter((each) => each.folder === folder);
  expect(days.map(({ content }) => content.body().content)).toEqual([
    expect.stringContaining('next day'),
  ]);
});

test('a conversation is saved as what was chosen', async () => {
  await show();
  await choose('Save…');
  await userEvent.click(page.getByRole('radio', { name: /^A table/ }));

  await userEvent.click(page.getByRole('button', { name: 'Save', exact: true }));

  await expect.element(page.getByText(/Handed to this browser’s downloads/)).toBeVisible();
  expect(handed.map(({ name }) => name)).toEqual(['Garden.csv']);
});
