import '../../shared/ui/style.css';
import { h, render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AttachmentView } from '../../shared/model/message-view.ts';
import { type Face, FaceContext } from '../../shared/ui/face.ts';
import { ChatMedia } from '../../shared/ui/parts/chat-media.tsx';

let root: HTMLElement;
const asked: number[] = [];

/** A tenth of a second of nothing, as the simplest kind of sound file. */
function silence(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 800).fill(128);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, 'RIFF');
  view.setUint32(4, 36 + 800, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, 'data');
  view.setUint32(40, 800, true);
  return bytes;
}

const FILE: AttachmentView = {
  index: 3,
  name: 'clip.wav',
  type: 'audio/wav',
  sizeBytes: 844,
  inline: false,
  contentId: 'content-3@chat',
  stored: true,
  kind: 'file',
};

function show(bytes: Uint8Array<ArrayBuffer>): void {
  const readAttachment = async (_row: number, index: number) => {
    asked.push(index);
    return { name: FILE.name, type: FILE.type, bytes };
  };
  const face = { engine: { readAttachment } } as unknown as Face;
  const children = h(ChatMedia, { row: 7, file: FILE, name: 'Voice clip' });
  render(h(FaceContext.Provider, { value: face, children }), root);
}

beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
  asked.length = 0;
});
afterEach(() => {
  render(null, root);
  root.remove();
});

test('a clip is read when it is played and not before, by keys too, and let go with its message', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  show(silence());
  const button = page.getByRole('button', { name: /^Play Voice clip/ });
  await expect.element(button).toBeVisible();
  expect(asked).toEqual([]);

  (button.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');

  const player = () => root.querySelector('audio');
  await expect.poll(() => player()?.duration).toBeCloseTo(0.1, 2);
  expect(asked).toEqual([3]);
  expect(player()?.controls).toBe(true);
  // Who pressed the button goes on with the player.
  expect(document.activeElement).toBe(player());
  const address = player()?.src;
  expect(address).toMatch(/^blob:/);
  render(null, root);
  await expect.poll(() => revoked.mock.calls).toContainEqual([address]);
  revoked.mockRestore();
});

test('what is no sound is told', async () => {
  show(new Uint8Array([1, 2, 3]));

  await userEvent.click(page.getByRole('button', { name: /^Play/ }));

  await expect.element(page.getByText('Voice clip: this browser can’t play it.')).toBeVisible();
  expect(root.querySelector('audio')).toBeNull();
});
