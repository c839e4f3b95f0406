import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ContainerSummary } from '../../shared/model/lists.ts';
import { useFace } from '../../shared/ui/face.ts';
import { Icon, Mark } from '../../shared/ui/parts/icon.tsx';
import type { HereRestores } from '../../shared/ui/restore-here.ts';
import { useAnswer } from '../../shared/ui/use-engine.ts';
import { Unlock } from '../../shared/ui/views/unlock.tsx';
import { showApp } from '../background/app-tab.ts';
import { type Chosen, emptyChoice } from './chosen.ts';
import { OpenIcon } from './face-icons.tsx';
import { PanelFoot } from './panel-foot.tsx';
import { PanelFound } from './panel-found.tsx';
import { PanelHere } from './panel-here.tsx';
import { PanelWeek } from './panel-week.tsx';
import { takeSearch } from './searched-fragment.ts';
import { useOpenPlace } from './use-open-place.ts';

const NO_FOLDERS: readonly ContainerSummary[] = [];

/** Beside Outlook: search in everything ever kept; else what is gone here, and this week. */
export function PanelPage({ here }: { here: HereRestores }) {
  const { isLocked, announcement } = useFace();
  const text = useSignal('');
  const chosen = useSignal<Chosen>(emptyChoice());
  useEffect(() => {
    const take = () => {
      const wanted = takeSearch(location, history);
      if (wanted !== null) text.value = wanted;
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return (
    <div class="panel">
      {isLocked.value ? (
        <>
          <header class="panel-bar">
            <Mark size={18} />
            <span class="strong">Holdfast</span>
          </header>
          <main>
            <Unlock />
          </main>
        </>
      ) : (
        <>
          <header class="panel-bar">
            <SearchField text={text} />
            <button
              type="button"
              class="button small plain square"
              aria-label="Open Holdfast"
              title="Open Holdfast"
              onClick={() => showApp('/')}
            >
              <OpenIcon />
            </button>
          </header>
          <main>
            <h1 class="heard">Holdfast beside Outlook</h1>
            <Shown text={text} here={here} chosen={chosen} />
          </main>
          <PanelFoot here={here} chosen={chosen} />
        </>
      )}
      <div class="heard" role="status">
        {announcement}
      </div>
    </div>
  );
}

function Shown(props: { text: Signal<string>; here: HereRestores; chosen: Signal<Chosen> }) {
  const { text, here, chosen } = props;
  const { engine, status } = useFace();
  const open = useOpenPlace();
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const catalog = status.value?.catalog.state;
  const { value: folders = NO_FOLDERS } = useAnswer(
    () => engine.listContainers(null, 'mail'),
    [snapshotAt, catalog],
  );
  const list = { here, chosen, folders };
  if (text.value.trim() !== '') return <PanelFound text={text} list={list} />;
  return (
    <>
      {open && <PanelHere open={open} list={list} />}
      <PanelWeek besides={open?.known.folder?.id ?? null} list={list} />
    </>
  );
}

function SearchField({ text }: { text: Signal<string> }) {
  return (
    <search class="panel-search">
      <Icon name="search" />
      <input
        type="search"
        aria-label="Search everything ever kept"
        placeholder="Search everything ever kept"
        autoComplete="off"
        spellcheck={false}
        ref={(input) => {
          // Whoever opens the panel means to look for something.
          if (input && document.activeElement === document.body) input.focus();
        }}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text.peek() === '') return;
          event.preventDefault();
          text.value = '';
        }}
      />
    </search>
  );
}
