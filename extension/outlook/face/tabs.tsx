import { isReadable, type PanelState } from '../overlay-state.ts';
import { conversationTab, folderTab } from '../words.ts';
import type { FaceProps } from './face-props.ts';
import { GoneMark } from './icon.tsx';
import type { Edge } from './spots.ts';
import { whenTrusted } from './trusted.ts';

interface Tab {
  of: PanelState['of'];
  words: string;
  isLoss: boolean;
  edge: Edge | null;
}

/**
 * Words under the pane they speak of, where they cover no subject and no button. When the pane
 * can't be found they gather at the corner.
 */
export function Tabs(props: FaceProps) {
  const { state, spots } = props;
  const tabs = tabsOf(props);
  const isGathered = ({ edge }: Tab) => edge === null;
  const gathered = tabs.filter(isGathered);
  return (
    <>
      {tabs
        .filter((tab) => !isGathered(tab))
        .map((tab) => (
          <TabButton key={tab.of} {...props} tab={tab} style={under(tab.edge, props)} />
        ))}
      {gathered.length > 0 && !(spots.isNarrow && state.panel) && (
        <div class={`gathered ${state.isFolded ? '' : 'above-strip'}`}>
          {gathered.map((tab) => (
            <TabButton key={tab.of} {...props} tab={tab} style={{}} />
          ))}
        </div>
      )}
    </>
  );
}

function tabsOf({ state, spots }: FaceProps): Tab[] {
  const { sight } = state;
  if (!isReadable(sight)) return [];
  const folder = sight.folder && folderTab(sight.folder);
  const conversation = sight.conversation && conversationTab(sight.conversation);
  const tabs: Tab[] = [];
  if (sight.folder && folder) {
    tabs.push({ of: 'folder', words: folder, isLoss: sight.folder.gone > 0, edge: spots.list });
  }
  if (conversation) tabs.push({ of: 'conversation', ...conversation, edge: spots.pane });
  return tabs;
}

function TabButton(props: FaceProps & { tab: Tab; style: Record<string, string> }) {
  const { tab, style, state, acts } = props;
  const isOpen = state.panel?.of === tab.of;
  return (
    <button
      type="button"
      class={tab.isLoss ? 'tab' : 'tab quiet'}
      style={style}
      data-opens={tab.of}
      aria-expanded={isOpen}
      onClick={whenTrusted(() => (isOpen ? acts.closePanel() : void acts.openPanel(tab.of)))}
    >
      {tab.isLoss && <GoneMark />}
      <span class="said">{tab.words}</span>
    </button>
  );
}

const STRIP_HEIGHT = 44;
const INSET = 12;

function under(edge: Edge | null, { state, spots }: FaceProps): Record<string, string> {
  if (edge === null) return {};
  const free = state.isFolded ? 0 : STRIP_HEIGHT - 1;
  const style: Record<string, string> = {
    position: 'fixed',
    bottom: `${Math.max(free, Math.round(innerHeight - edge.bottom))}px`,
    maxWidth: `${Math.round(edge.right - edge.left - 2 * INSET)}px`,
  };
  if (spots.dir === 'rtl') style.right = `${Math.round(innerWidth - edge.right + INSET)}px`;
  else style.left = `${Math.round(edge.left + INSET)}px`;
  return style;
}
