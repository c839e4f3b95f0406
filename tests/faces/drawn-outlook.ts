/**
 * A page with the parts of Outlook that the overlay looks for, drawn and nothing more: for pictures of
 * the overlay's states and for what a hostile page tries. It has no mailbox; the stand-in has.
 */
export interface DrawnOutlook {
  dir?: 'ltr' | 'rtl';
  isDark?: boolean;
  pane?: 'right' | 'bottom' | 'off';
  /** Markup of the open message's body: what a stranger wrote. */
  body?: string;
  /** Runs in the page's own world after it was drawn. */
  script?: string;
  address?: string;
  /** Taken out of the markup: as when Outlook's next version has it no more. */
  without?: RegExp;
}

export const ROWS = [
  ['AAQkADAw+1/harbour=', 'Tomasz Wilk', 'RE: where did the folder go?', '11:06'],
  [
    'AAQkADAw+2/harbour=',
    'Priya Raman; Ines Marten',
    'Crack monitors, weeks 44 to 46',
    'Wed 18:20',
  ],
  ['AAQkADAw+3/harbour=', 'Elspeth Moir', 'Panel inspection moved to 10:30', 'Wed 16:41'],
  ['AAQkADAw+4/harbour=', 'Borough of Harbourside', 'Scaffold licence, extension', '18 Nov'],
] as const;

export function drawOutlook(options: DrawnOutlook = {}): string {
  const page = wholePage(options);
  return options.without === undefined ? page : page.replaceAll(options.without, '');
}

function wholePage(options: DrawnOutlook): string {
  const {
    dir = 'ltr',
    isDark = false,
    pane = 'right',
    body = 'Thanks, that is what I needed.',
  } = options;
  const palette = isDark
    ? '--black:#FFFFFF;--white:#000000;--neutralPrimarySurface:#292929'
    : '--black:#000000;--white:#ffffff;--neutralPrimarySurface:#ffffff';
  const rows = ROWS.map(
    ([id, from, subject, time], at) => `<div><div role="option" data-convid="${id}" id="AQAAAA${at}"
      aria-selected="${at === 1}" tabindex="-1" class="row"><b>${from}</b><span>${time}</span>
      <p>${subject}</p></div></div>`,
  ).join('');
  return `<!doctype html><html lang="en" dir="${dir}" style="${palette}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Mail</title><style>
:root{--f:${isDark ? '#fff' : '#242424'};--b1:${isDark ? '#292929' : '#fff'};--b2:${isDark ? '#141414' : '#eef2f6'};--l:${isDark ? '#424242' : '#e0e0e0'}}
*{box-sizing:border-box}body{margin:0;font:14px/20px sans-serif;color:var(--f);background:var(--b2);height:100vh;overflow:hidden}
#OwaTitleBar{height:48px;background:${isDark ? '#26323c' : '#3f6187'};color:#fff;padding:14px 16px}
#MainModule{display:grid;grid-template-columns:190px 326px 1fr;height:calc(100vh - 48px);padding-top:42px}
.bottom #MainModule{grid-template:55% 45%/190px 1fr}.bottom #nav{grid-row:1/3}
.off #pane{display:none}.off #MainModule{grid-template-columns:190px 1fr}
#nav{padding:8px 16px}#nav [role=treeitem]{padding:5px}
#list>div{height:100%}#list,#pane{background:var(--b1);border-inline-end:1px solid var(--l);overflow:auto}
h2{font-size:16px;margin:0;padding:12px 16px;border-bottom:1px solid var(--l)}
.row{display:grid;grid-template-columns:1fr auto;padding:8px 16px 8px 40px;height:74px;border-bottom:1px solid var(--l)}
.row[aria-selected=true]{background:${isDark ? '#383838' : '#dfe7ef'}}.row p{margin:0;grid-column:1/-1}
@media(max-width:640px){#MainModule{grid-template-columns:1fr!important;padding:0}#nav,#pane{display:none}}
</style></head><body class="${pane}"><div id="app"><div><div id="OwaContainer">
<div id="OwaTitleBar"><span>Outlook</span>
<button id="O365_MainLink_Me" hidden aria-label="Account manager for ${options.address ?? 'pat@example.com'}"></button></div>
<div id="MainModule"><div id="nav" data-app-section="NavigationPane" role="region"><div role="tree">
<div role="treeitem" data-folder-name="pat@example.com" aria-level="1">pat@example.com</div>
<div role="treeitem" data-folder-name="inbox" aria-level="2">Inbox</div>
<div role="treeitem" data-folder-name="harbour street 14" aria-level="2" aria-selected="true">Harbour Street 14</div>
</div></div>
<div id="list" role="complementary"><div><h2>Harbour Street 14</h2><div data-app-section="MessageList" id="MailList" style="height:calc(100% - 45px)">
<div class="customScrollBar"><div role="listbox">${rows}</div></div></div></div></div>
<div id="pane" role="main"><div id="ReadingPaneContainerId" class="customScrollBar" style="height:100%">
<div data-app-section="MailReadCompose"><h2>Crack monitors, weeks 44 to 46</h2><div id="ConversationReadingPaneContainer">
<div data-app-section="ConversationContainer"><div role="document" id="UniqueMessageBody_1" style="padding:16px">${body}</div></div>
</div></div></div></div></div></div></div></div>
<script>${options.script ?? ''}</script></body></html>`;
}
