import type { Names } from './names.ts';
import { PANE_STYLE } from './pane-style.ts';

export const ROW_HEIGHTS = { normal: 76, compact: 40 } as const;
export const GROUP_HEIGHT = 32;

/** `@@name` becomes a hashed name. */
const STYLE = `
html, body { margin: 0; height: 100%; overflow: hidden; }
body { background: var(--neutralSecondarySurface); color: var(--neutralPrimary);
  font: 14px/20px var(--fontFamilyBase); }
* { box-sizing: border-box; }
button { font: inherit; color: inherit; background: none; border: 0; border-radius: 4px;
  padding: 4px 8px; cursor: pointer; }
button:disabled { opacity: .4; cursor: default; }
button:not(:disabled):hover { background: var(--neutralLighter); }
:focus-visible { outline: 2px solid var(--themePrimary); outline-offset: -2px; }
i.fui-Icon-font { display: inline-flex; width: 20px; height: 20px; flex: none; vertical-align: middle; }
i.fui-Icon-font svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.2;
  stroke-linecap: round; stroke-linejoin: round; }
i.fui-Icon-font[data-icon-name$=Filled] { display: none; }
.@@expanded svg { transform: rotate(90deg); }
[dir=rtl] .@@chevron svg { transform: scaleX(-1); }
.screenReaderOnly { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.customScrollBar { overflow: auto; scrollbar-width: thin; }
.@@fill { display: flex; flex-direction: column; flex: 1 1 auto; min-width: 0; min-height: 0; }
.@@plain { display: block; min-width: 0; }
#app { height: 100%; }
#app > div:first-child { position: relative; height: 100%; z-index: 0; display: flex; flex-direction: column; }
.@@ground { position: absolute; inset: 0; z-index: -1; background: var(--neutralSecondarySurface); }
#OwaContainer { display: flex; flex-direction: column; flex: 1; min-height: 0; }
#OwaTitleBar { flex: none; height: 48px; display: flex; align-items: center; gap: 12px; padding-inline: 16px;
  background: var(--headerBackground); color: var(--headerText); }
#OwaTitleBar button:hover { background: rgb(255 255 255 / 15%); }
#owaBranding_container { font-weight: 600; font-size: 16px; inline-size: 160px; flex: none; }
.@@search { flex: 1; display: flex; justify-content: center; min-width: 0; }
#searchBoxId-Mail { width: 100%; }
#topSearchInput { width: 100%; height: 32px; border: 0; border-radius: 4px; padding-inline: 12px;
  font: inherit; background: var(--headerField); color: var(--neutralPrimary); }
#topSearchInput::placeholder { color: var(--neutralSecondary); opacity: 1; }
.@@me { width: 32px; height: 32px; border-radius: 50%; padding: 0; background: #c4314b; color: #fff;
  font-size: 12px; font-weight: 600; }
.@@below { display: flex; flex: 1; min-height: 0; }
#LeftRail { flex: none; width: 48px; padding-top: 8px; }
#LeftRail [role=navigation] { display: flex; flex-direction: column; align-items: center; gap: 4px; }
#LeftRail button { padding: 10px; } #LeftRail button[aria-current] { color: var(--themePrimary); }
#MainModule { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column; }
.@@ribbon { flex: none; padding: 6px 12px 6px 0; }
#innerRibbonContainer { display: flex; gap: 4px; align-items: center; overflow: hidden; min-height: 32px; }
#innerRibbonContainer > div { display: flex; gap: 4px; flex: none; }
#innerRibbonContainer button { display: inline-flex; gap: 6px; align-items: center; white-space: nowrap; }
#innerRibbonContainer.@@classic { min-height: 60px; }
.@@classic button { flex-direction: column; min-width: 64px; }
button.@@primary, .@@dialog button.@@primary { background: var(--colorBrandBackground);
  color: var(--colorBrandForegroundOn); padding: 6px 14px; }
.@@modules { flex: 1; min-height: 0; display: flex; }
.@@nav { flex: none; width: 220px; display: flex; flex-direction: column; min-height: 0; }
#folderPaneDroppableContainer { flex: 1; min-height: 0; overflow: auto; padding: 4px 8px 60px 0; }
.@@folder { display: flex; align-items: center; gap: 8px; height: 32px; border-radius: 4px;
  padding-inline-end: 10px; cursor: pointer; }
.@@folder:hover { background: var(--neutralLighter); }
.@@folder[aria-selected=true] { background: var(--themeLighter); font-weight: 600; }
.@@folder > div { display: flex; align-items: center; flex: none; }
.@@folder > span:first-of-type { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.@@folder > span + span { color: var(--themePrimary); font-size: 12px; }
.@@folder button { padding: 0; width: 20px; } .@@chevron svg, .@@expanded svg { width: 14px; height: 14px; }
.@@root { font-weight: 600; cursor: default; }
.@@columns { flex: 1; min-width: 0; min-height: 0; display: flex; gap: 8px; padding-inline-end: 8px; }
.@@columns.@@bottom { flex-direction: column; }
.@@card { background: var(--neutralPrimarySurface); border-radius: 8px 8px 0 0; min-height: 0; min-width: 0;
  display: flex; flex-direction: column; overflow: hidden; }
.@@list { flex: 0 0 360px; }
.@@bottom > .@@list { flex: 1 1 45%; } .@@bottom > .@@reading { flex: 1 1 55%; }
.@@columns.@@off > .@@list { flex: 1; } .@@columns.@@off > .@@reading { flex: 1; }
.@@columns.@@off:not(.@@opened) > .@@reading, .@@columns.@@off.@@opened > .@@list { display: none; }
.@@reading { flex: 1; }
.@@strip { flex: none; display: flex; align-items: center; gap: 2px; min-height: 48px;
  padding: 6px 8px 6px 16px; border-bottom: 1px solid var(--neutralLight); }
.@@strip h2 { flex: 1 0 auto; max-width: 70%; margin: 0; font-size: 16px; font-weight: 600; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.@@strip > div { flex: 0 1 auto; min-width: 0; height: 28px; overflow: hidden; display: flex; flex-wrap: wrap;
  justify-content: flex-end; }
.@@strip > div:not(:last-child) { flex: none; }
.@@strip button { font-size: 12px; padding: 4px 6px; color: var(--neutralSecondary); white-space: nowrap; }
.@@strip button[aria-selected=true] { color: var(--themePrimary); font-weight: 600; }
.@@bin { flex: none; display: flex; flex-wrap: wrap; gap: 4px 12px; padding: 8px 12px;
  border-bottom: 1px solid var(--neutralLight); font-size: 13px; }
.@@bin button { color: var(--themePrimary); padding: 2px 4px; }
#MailList { flex: 1; min-height: 0; display: flex; flex-direction: column; }
#MailList .customScrollBar { flex: 1; min-height: 0; overflow-anchor: none; }
[role=listbox].@@rows { position: relative; }
.@@group { position: absolute; inset-inline: 0; height: ${GROUP_HEIGHT}px; text-align: start; border-radius: 0;
  font-size: 12px; font-weight: 600; padding: 6px 16px; background: var(--neutralPrimarySurface); }
.@@row { position: absolute; inset-inline: 0; height: ${ROW_HEIGHTS.normal}px; overflow: hidden; display: flex;
  gap: 10px; padding: 8px 12px 9px 8px; border-bottom: 1px solid var(--neutralLight);
  border-inline-start: 4px solid transparent; cursor: pointer; contain: layout; }
.@@row.@@compact { height: ${ROW_HEIGHTS.compact}px; padding-block: 9px 10px; }
.@@row:hover { background: var(--neutralLighter); }
.@@row[aria-selected=true] { background: var(--themeLighter); }
.@@row[aria-label].@@unread { border-inline-start-color: var(--themePrimary); }
.@@hover { position: absolute; inset-block-start: 26px; inset-inline-end: 8px; display: flex; gap: 0; opacity: 0;
  background: inherit; z-index: 1; }
.@@row:hover .@@hover, .@@row:focus-within .@@hover { opacity: 1; }
.@@compact .@@hover { inset-block-start: 8px; }
.@@hover button { padding: 2px; }
.@@face { position: relative; flex: none; width: 32px; height: 32px; }
.@@compact .@@face { height: 20px; width: 20px; }
.@@face > div { position: absolute; inset: 0; display: grid; place-items: center; border-radius: 50%; color: #fff;
  font-size: 12px; font-weight: 600; }
.@@face > input { position: absolute; inset: 0; width: 18px; height: 18px; margin: auto; opacity: 0; z-index: 1;
  cursor: pointer; }
.@@row:hover .@@face > input, .@@face > input:checked { opacity: 1; }
.@@row:hover .@@face > div, .@@face > input:checked + div { opacity: .15; }
.@@text { flex: 1; min-width: 0; height: 58px; } .@@compact .@@text { height: 20px; display: flex; gap: 12px; }
.@@line { display: flex; gap: 6px; height: 20px; align-items: center; overflow: hidden; }
.@@compact .@@line { flex: 0 0 200px; } .@@compact .@@line + .@@line { flex: 1 1 auto; }
.@@compact .@@line + .@@line + .@@line { flex: 2 1 0; }
.@@line > span:first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.@@unread .@@line:nth-child(-n+2) > span:first-child { font-weight: 600; }
.@@unread .@@subject { color: var(--themePrimary); }
.@@soft { color: var(--neutralSecondary); font-size: 12px; flex: none; white-space: nowrap; }
.@@preview { color: var(--neutralSecondary); }
.@@chip { flex: none; font-size: 11px; line-height: 16px; padding: 0 6px; border-radius: 8px;
  background: var(--neutralLight); color: var(--neutralPrimary); max-width: 110px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.@@line i.fui-Icon-font, .@@line i.fui-Icon-font svg { width: 16px; height: 16px; }
#EmptyState_MainMessage { padding: 48px 24px; text-align: center; color: var(--neutralSecondary); }
.@@ad { flex: none; height: 56px; padding: 8px 16px; background: var(--neutralLighter); overflow: hidden; }
@media (max-width: 1000px) { .@@list { flex-basis: 300px; } .@@nav { width: 170px; } }
@media (max-width: 760px) { .@@nav, #owaBranding_container { display: none; } .@@strip { padding-inline-start: 12px; } }
`;

/** Puts the page's own style sheet into the document, with the nonce its script came with. */
export function applyStyle(names: Names, nonce: string): void {
  const sheet = document.createElement('style');
  sheet.nonce = nonce;
  sheet.textContent = names.styled(STYLE + PANE_STYLE);
  document.head.append(sheet);
}
