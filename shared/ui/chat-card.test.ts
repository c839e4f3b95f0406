import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOfCard } from './chat-card.ts';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const of = (card: unknown, type = ADAPTIVE) => partsOfCard(type, JSON.stringify(card));

test('an adaptive card is read in its order: texts, facts, columns, fields, buttons', () => {
  const card = {
    type: 'AdaptiveCard',
    body: [
      {
        type: 'TextBlock',
        text: '**Timber**, see [the list](https://a.example)',
        weight: 'bolder',
      },
      { type: 'TextBlock', text: 'unseen', isVisible: false },
      {
        type: 'ColumnSet',
        columns: [
          { items: [{ type: 'TextBlock', text: 'left' }] },
          { items: [{ type: 'RichTextBlock', inlines: ['ri', { text: 'ght' }] }] },
        ],
      },
      { type: 'FactSet', facts: [{ title: 'Where', value: 'North gate' }, { title: 'x' }] },
      { type: 'Input.Text', label: 'Remark' },
      { type: 'Image', url: 'https://a.example/p.png', altText: 'A plan' },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'Follow it', url: 'https://a.example/1' },
      { type: 'Action.Submit', title: 'Accept' },
    ],
  };
  expect(of(card)).toEqual([
    { kind: 'text', text: 'Timber, see the list', isStrong: true, isQuiet: false },
    {
      kind: 'columns',
      columns: [
        [{ kind: 'text', text: 'left', isStrong: false, isQuiet: false }],
        [{ kind: 'text', text: 'right', isStrong: false, isQuiet: false }],
      ],
    },
    { kind: 'facts', facts: [{ title: 'Where', value: 'North gate' }] },
    { kind: 'field', label: 'Remark' },
    { kind: 'picture', words: 'A plan', url: 'https://a.example/p.png' },
    { kind: 'button', label: 'Follow it', url: 'https://a.example/1' },
    { kind: 'button', label: 'Accept', url: null },
  ]);
});

test('older cards are read by the names they share', () => {
  const hero = {
    title: 'Build failed',
    text: 'On <b>main</b>',
    buttons: [{ type: 'openUrl', title: 'Show', value: 'https://ci.example' }],
  };
  expect(of(hero, 'application/vnd.microsoft.card.hero')).toEqual([
    { kind: 'text', text: 'Build failed', isStrong: true, isQuiet: false },
    { kind: 'text', text: 'On main', isStrong: false, isQuiet: false },
    { kind: 'button', label: 'Show', url: 'https://ci.example' },
  ]);
  const connector = {
    summary: 'S',
    sections: [{ activityTitle: 'Ana', facts: [{ name: 'State', value: 'open' }] }],
    potentialAction: [{ name: 'View', targets: [{ os: 'default', uri: 'https://x.example' }] }],
  };
  expect(of(connector, 'application/vnd.microsoft.teams.card.o365connector')).toEqual([
    { kind: 'text', text: 'S', isStrong: false, isQuiet: false },
    { kind: 'text', text: 'Ana', isStrong: true, isQuiet: false },
    { kind: 'facts', facts: [{ title: 'State', value: 'open' }] },
    { kind: 'button', label: 'View', url: 'https://x.example' },
  ]);
});

test('whatever a program writes, the answer is a short list, and nothing throws', () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (data, isAdaptive) => {
      const type = isAdaptive ? ADAPTIVE : 'application/vnd.microsoft.card.hero';
      expect(partsOfCard(type, data).length).toBeLessThanOrEqual(200);
    }),
  );
  expect(partsOfCard(ADAPTIVE, 'no JSON')).toEqual([]);
  let deep: unknown = { type: 'TextBlock', text: 'deep' };
  for (let at = 0; at < 500; at += 1) deep = { type: 'Container', items: [deep] };
  expect(of({ type: 'AdaptiveCard', body: [deep] })).toEqual([]);
});
