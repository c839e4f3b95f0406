import { expect, test } from 'vitest';
import { cardText } from './card-text.ts';
import { nameOfChat } from './chat-name.ts';
import { eventText } from './event-text.ts';
import { fullText, labelOf, textOfBody } from './readable.ts';

const type = (name: string) => `#microsoft.graph.${name}EventMessageDetail`;
const user = (id: string, displayName: string | null = null) => ({ user: { id, displayName } });
const names = new Map([
  ['1', 'Ana'],
  ['2', 'Sam'],
]);

test.each([
  [
    { '@odata.type': type('membersAdded'), initiator: user('1'), members: [{ id: '2' }] },
    'Ana added Sam',
  ],
  [{ '@odata.type': type('membersDeleted'), members: [{ id: '9' }] }, 'somebody left'],
  [
    { '@odata.type': type('membersJoined'), members: [{ id: '9' }, { id: '8' }] },
    '2 people joined',
  ],
  [
    { '@odata.type': type('chatRenamed'), initiator: user('2'), chatDisplayName: 'Hedge' },
    'Sam named the chat “Hedge”',
  ],
  [
    { '@odata.type': type('callEnded'), callDuration: 'PT1H2M3S' },
    'The call ended after 1 h 2 min',
  ],
  [
    { '@odata.type': type('callEnded'), callDuration: 'nonsense', callEventType: 'meeting' },
    'The meeting ended',
  ],
  [{ '@odata.type': type('somethingNew') }, 'something new'],
  [{}, 'Something happened here that Microsoft does not name'],
  [{ '@odata.type': 5, members: 'none' }, 'Something happened here that Microsoft does not name'],
])('an event is told as a sentence', (detail, sentence) => {
  expect(eventText(detail, (id) => names.get(id))).toBe(sentence);
});

test('a card says what people read in it, whatever its kind', () => {
  const card = {
    type: 'AdaptiveCard',
    body: [
      { type: 'TextBlock', text: 'Timber &amp; nails' },
      { type: 'FactSet', facts: [{ title: 'When', value: 'Thursday' }] },
      { type: 'Container', isVisible: false, items: [{ text: 'hidden' }] },
    ],
    actions: [{ type: 'Action.Submit', title: 'Follow', data: { text: 'for the machine' } }],
  };

  expect(cardText('adaptive', JSON.stringify(card))).toBe('Timber & nails When Thursday Follow');
  expect(cardText('adaptive', '{broken')).toBe('');
});

test('a card nested without an end is read to a depth and no further', () => {
  const deep = `${'{"items":['.repeat(5_000)}{"text":"x"}${']}'.repeat(5_000)}`;

  expect(cardText('adaptive', deep)).toBe('');
});

test('emoji keep their place in the text', () => {
  const content = '<p>Good <emoji alt="🙂" title="Smile"></emoji> <at id="0">Sam</at></p>';

  expect(textOfBody({ contentType: 'html', content }, 100)).toBe('Good 🙂 Sam');
  expect(textOfBody({ contentType: 'text', content: 'a < b' }, 100)).toBe('a < b');
});

test('what is of another shape than Graph’s is read as far as it goes', () => {
  const odd = { body: 'text', attachments: [null, 5, { contentType: 7 }], from: [], mentions: 'x' };

  expect(fullText(odd, 100)).toBe('');
  expect(labelOf({ v: 1, kind: 'message', message: odd })).toBe('');
});

test('a chat without a name is called by those in it, without the person', () => {
  const members = ['Me', 'Ana', 'Sam', 'Kim', 'Lee', 'Max'].map((displayName, at) => ({
    userId: String(at),
    displayName,
  }));

  expect(nameOfChat({ topic: 'Garden' }, members, '0')).toBe('Garden');
  expect(nameOfChat({ topic: '' }, members.slice(0, 2), '0')).toBe('Ana');
  expect(nameOfChat({ topic: '' }, members, '0')).toBe('Ana, Sam, Kim and 2 others');
  expect(nameOfChat({ topic: '' }, null, '0')).toBe('');
});
