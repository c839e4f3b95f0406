import type { ComponentChildren } from 'preact';
import type { FileFacts } from '../../model/file-facts.ts';
import { shareWords } from '../file-words.ts';
import { formats } from '../formats.ts';
import { Note } from './note.tsx';

/** What is kept of a file or folder beside its bytes. `self`: whose drive it is. */
export function FactsList(props: { facts: FileFacts; path: string; self: string }) {
  const { facts, path, self } = props;
  return (
    <dl class="file-facts">
      <Fact name="Place">
        <bdi>{path}</bdi>
      </Fact>
      {facts.created && <Fact name="Created">{momentWords(facts.created, facts.createdBy)}</Fact>}
      {facts.modified && (
        <Fact name="Changed">{momentWords(facts.modified, facts.modifiedBy)}</Fact>
      )}
      {facts.description && (
        <Fact name="Description">
          <span dir="auto">{facts.description}</span>
        </Fact>
      )}
      {facts.owner && facts.owner !== self && (
        <Fact name="Shared by">
          <bdi>{facts.owner}</bdi>
        </Fact>
      )}
      <Sharing shares={facts.sharedWith} />
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sharing({ shares }: { shares: FileFacts['sharedWith'] }) {
  if (shares?.length === 0) return null;
  if (shares === null) return <Fact name="Shared">Yes; with whom, Microsoft did not tell.</Fact>;
  const words = new Set(shares.map(shareWords));
  return (
    <Fact name="Shared">
      {[...words].map((line) => (
        <span key={line} class="share" dir="auto">
          {line}
        </span>
      ))}
    </Fact>
  );
}

function momentWords(iso: string, who: string): ComponentChildren {
  return (
    <span title={formats.full(iso)}>
      {formats.fullDate(iso)}, {formats.time(iso)}
      {who && (
        <>
          , <bdi>{who}</bdi>
        </>
      )}
    </span>
  );
}

/** What a person should know of this kind of thing before they rely on it; at most one. */
export function KindNote(props: { facts: FileFacts; whole: boolean; isLeftOut: boolean }) {
  const words = kindWords(props);
  if (words === null) return null;
  return (
    <Note kind={words.kind}>
      <p>{words.text}</p>
    </Note>
  );
}

function kindWords({
  facts,
  whole,
  isLeftOut,
}: Parameters<typeof KindNote>[0]): { kind: 'info' | 'gap'; text: string } | null {
  if (facts.kind === 'link') {
    const to = facts.leadsTo ? ` to “${facts.leadsTo}”` : '';
    return {
      kind: 'info',
      text: `A shortcut${to}, which lies in another person’s drive. The shortcut is kept; what it leads to is theirs and is not in your copy.`,
    };
  }
  if (facts.kind === 'package') {
    return {
      kind: 'info',
      text: 'A notebook. Its section files are kept, and come back as a folder of them: only OneNote makes notebooks, and it opens such files one by one.',
    };
  }
  if (facts.kind !== 'file' || (facts.isStored && whole)) return null;
  if (isLeftOut) {
    return {
      kind: 'info',
      text: 'You chose not to copy what is in files like this one. Its name and dates are kept, its contents are not; Settings says what is left out.',
    };
  }
  if (facts.isMalware) {
    return {
      kind: 'gap',
      text: 'Microsoft found malware in this file and hands it out to nobody. Its name and dates are kept, its contents are not.',
    };
  }
  return {
    kind: 'gap',
    text: 'Its contents are not here yet. They are asked for again with the next copy.',
  };
}
