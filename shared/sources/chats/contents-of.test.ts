import { expect, test } from 'vitest';
import { contentsOf, hostedIn, withHosted } from './contents-of.ts';

const GRAPH = 'https://graph.microsoft.com/v1.0';
const picture = (id: string) =>
  `${GRAPH}/chats/19:a@thread.v2/messages/1/hostedContents/${id}/$value`;

test('pictures, snippets and files of a message are found, each once', () => {
  const file =
    'https://contoso-my.sharepoint.com/personal/sam/Documents/Microsoft Teams Chat Files/a.txt';
  const contents = contentsOf({
    body: {
      contentType: 'html',
      content: `<img src="${picture('aa=')}"><img src="${picture('aa=')}">`,
    },
    attachments: [
      { id: '1', contentType: 'reference', contentUrl: file, name: 'a.txt' },
      {
        id: '2',
        contentType: 'reference',
        contentUrl: 'https://other.example/b.txt',
        name: 'b.txt',
      },
      {
        id: '3',
        contentType: 'application/vnd.microsoft.card.codesnippet',
        content: JSON.stringify({ name: 'a.ts', codeSnippetUrl: picture('bb') }),
      },
    ],
  });

  expect(contents.map(({ kind, name }) => [kind, name])).toEqual([
    ['picture', ''],
    ['file', 'a.txt'],
    ['snippet', 'a.ts'],
  ]);
  expect(contents[0]?.place).toBe('/chats/19:a@thread.v2/messages/1/hostedContents/aa=/$value');
});

test('a deleted message has nothing to fetch', () => {
  const body = { contentType: 'html', content: picture('a') };

  expect(contentsOf({ body, deletedDateTime: '2026-01-01T00:00:00Z' })).toEqual([]);
});

test.each([
  `${GRAPH}/chats/19:a@thread.v2/messages/1/hostedContents/../$value`,
  `${GRAPH}/chats/../me/messages/hostedContents/a/$value`,
  `${GRAPH}/chats/%2e%2e/messages/1/hostedContents/a/$value`,
  `${GRAPH}/chats/a%2f..%2fb/messages/1/hostedContents/a/$value`,
  `${GRAPH}/me/messages/1/hostedContents/a/$value`,
  `${GRAPH}/users/x/mailFolders/y/hostedContents/a/$value`,
  `${GRAPH}/chats/a/messages/1/hostedContents/a?x=/$value`,
])('what strangers write can’t make us ask for %s', (address) => {
  expect(hostedIn(`<img src="${address}">`)).toEqual([]);
});

test('addresses are replaced by what stands for them, others stay', () => {
  const html = `<img src="${picture('a')}"><img src="${picture('b')}">`;

  expect(withHosted(html, (key) => (key === 'hosted a' ? 'cid:one' : null))).toBe(
    `<img src="cid:one"><img src="${picture('b')}">`,
  );
});
