import { expect, test } from 'vitest';
import { asId, type ItemId } from '../../model/ids.ts';
import { loadMailContent } from './content.ts';
import { partsOf, simulated, textOf } from './simulated.contract.ts';
import { viewMail } from './view.ts';

const NOTES = new TextEncoder().encode('Notes of the day');
const IMAGE = Uint8Array.of(137, 80, 78, 71);

function delivered() {
  const world = simulated();
  const message = world.simulator.control.deliver({
    subject: 'With files',
    html: '<p>See <img src="cid:logo@here"></p>',
    attachments: [
      { name: 'notes.txt', contentType: 'text/plain', bytes: NOTES },
      { name: 'logo.png', contentType: 'image/png', bytes: IMAGE, contentId: 'logo@here' },
      { name: 'plan.docx', bytes: new Uint8Array(), isReference: true },
    ],
  });
  const id = asId<ItemId>(world.simulator.mailbox.idOf(message, true));
  return { ...world, message, id };
}

const META = { v: 1, hasAttachments: true, bodyType: 'html' };

test('content is the MIME, in one request', async () => {
  const { graph, id, signal } = delivered();

  const parts = await loadMailContent(graph, id, signal);

  expect(parts.map(({ role }) => role)).toEqual(['mime']);
  expect(textOf(parts[0]?.bytes)).toContain('Subject: With files');
  expect(graph.traffic.requests).toBe(1);
});

test('where MIME can not be made the attachments are fetched one by one', async () => {
  const { graph, id, signal, simulator, message } = delivered();
  simulator.troubles.breakItem(message, 'no-mime');

  const parts = await loadMailContent(graph, id, signal);
  const view = await viewMail(META, partsOf(parts));

  expect(parts.map(({ role }) => role)).toEqual(['attachments', 'attachment', 'attachment']);
  expect(parts[0]?.lacks).toBeUndefined();
  expect(view.attachments).toMatchObject([
    { name: 'notes.txt', stored: true, kind: 'file', sizeBytes: NOTES.length },
    { name: 'logo.png', stored: true, contentId: 'logo@here' },
    { name: 'plan.docx', stored: false, kind: 'link' },
  ]);
});

test('one attachment that can not be had costs itself alone, and is said', async () => {
  const { graph, id, signal, simulator, message } = delivered();
  simulator.troubles.breakItem(message, 'no-mime');
  simulator.troubles.plan({
    path: '/attachments/',
    status: 500,
    code: 'ErrorCannotOpenFileAttachment',
  });

  const parts = await loadMailContent(graph, id, signal);

  expect(parts[0]?.lacks).toMatchObject({ code: 'unreadable' });
  expect(parts.filter(({ role }) => role === 'attachment')).toHaveLength(1);
});

test('an item that fails in every form is unreadable', async () => {
  const { graph, id, signal, simulator, message } = delivered();
  simulator.troubles.breakItem(message, 'broken');

  await expect(loadMailContent(graph, id, signal)).rejects.toMatchObject({ code: 'unreadable' });
});

test('an item that went meanwhile is not found', async () => {
  const { graph, id, signal, simulator } = delivered();
  simulator.control.delete(id, 'gone');

  await expect(loadMailContent(graph, id, signal)).rejects.toMatchObject({ code: 'not-found' });
});

test('a MIME that takes too long to be made is replaced by its attachments', async () => {
  const { graph, id, signal, simulator } = delivered();
  simulator.troubles.plan({ path: '/$value', status: 504, code: 'UnknownError', times: 4 });

  const parts = await loadMailContent(graph, id, signal);

  expect(parts[0]?.role).toBe('attachments');
});
