/** The reading pane and what lies above the page; `@@name` becomes a hashed name. */
export const PANE_STYLE = `
#ReadingPaneContainerId { flex: 1; min-height: 0; position: relative; }
.@@title { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: 12px;
  padding: 14px 20px; background: var(--neutralPrimarySurface); border-bottom: 1px solid var(--neutralLight); }
.@@title [role=heading] { flex: 1; font-size: 18px; line-height: 24px; font-weight: 600; min-width: 0;
  overflow-wrap: anywhere; }
.@@messages { padding: 12px 20px 40px; display: flex; flex-direction: column; gap: 10px; }
.@@letter { border: 1px solid var(--neutralLight); border-radius: 8px; padding: 12px 16px; min-width: 0; }
.@@folded { cursor: pointer; display: flex; gap: 12px; }
.@@folded span:nth-child(2) { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  color: var(--neutralSecondary); }
.@@heads { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start; }
.@@heads > div:first-child { flex: 1 1 200px; min-width: 0; }
.@@heads [role=heading] { font-size: 13px; line-height: 20px; overflow-wrap: anywhere; }
.@@heads [role=heading]:first-child button { font-size: 14px; font-weight: 600; padding: 0 4px; margin-inline-start: -4px; }
.@@tools { display: flex; flex: none; } .@@tools button { padding: 4px; }
.@@when { color: var(--neutralSecondary); font-size: 12px; }
.@@files { display: flex; flex-wrap: wrap; gap: 8px; margin-block: 10px; }
.@@files [role=option] { display: flex; align-items: center; gap: 6px; border: 1px solid var(--neutralQuaternary);
  border-radius: 4px; padding: 6px 10px; max-width: 260px; font-size: 13px; }
.@@files [role=option] span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[id^=UniqueMessageBody] { margin-top: 12px; overflow-x: auto; overflow-wrap: anywhere; }
.@@quick { display: flex; gap: 8px; margin-top: 14px; }
.@@quick [role=menuitem] { border: 1px solid var(--neutralQuaternary); padding: 4px 12px; display: inline-flex; gap: 6px; }
.@@compose { padding: 16px 20px; display: flex; flex-direction: column; gap: 8px; }
.@@compose input, .@@compose [contenteditable] { font: inherit; color: inherit; background: transparent; border: 0;
  border-bottom: 1px solid var(--neutralLight); padding: 8px 4px; } .@@compose [contenteditable] { min-height: 200px; }
.@@many { padding: 80px 24px; text-align: center; font-size: 18px; }
.@@toast { position: fixed; z-index: 1000001; inset-block-end: 40px; inset-inline-start: 50%; translate: -50%;
  display: flex; align-items: center; gap: 16px; padding: 8px 8px 8px 16px; border-radius: 4px;
  background: var(--colorToastBackground); color: var(--colorToastForeground); box-shadow: 0 8px 16px rgb(0 0 0 / 28%); }
[dir=rtl] .@@toast { translate: 50%; }
.@@toast button { font-weight: 600; } .@@toast button:hover { background: rgb(128 128 128 / 30%) !important; }
.ms-Layer.@@cover { position: fixed; inset: 0; z-index: 1000000; display: grid; place-items: center;
  background: rgb(0 0 0 / 40%); }
.@@dialog { background: var(--neutralPrimarySurface); border-radius: 8px; padding: 24px; width: min(520px, 92vw);
  max-height: 80vh; display: flex; flex-direction: column; gap: 12px; box-shadow: 0 16px 32px rgb(0 0 0 / 28%); }
.@@dialog h2 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600; } .@@dialog p { margin: 0; }
.@@dialog .@@recoverable { overflow: auto; min-height: 80px; }
.@@recoverable label { display: flex; gap: 10px; padding: 6px 4px; border-bottom: 1px solid var(--neutralLight); }
.@@recoverable label span { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.ms-Dialog-actions { display: flex; justify-content: flex-end; gap: 8px; }
.ms-Dialog-actions button { border: 1px solid var(--neutralQuaternary); padding: 6px 16px; }
.@@menu { position: fixed; z-index: 1000000; min-width: 200px; max-height: 60vh; overflow: auto; padding: 4px;
  display: flex; flex-direction: column; background: var(--neutralPrimarySurface); border-radius: 4px;
  border: 1px solid var(--neutralLight); box-shadow: 0 8px 16px rgb(0 0 0 / 24%); }
.@@menu [role=menuitem] { text-align: start; padding: 6px 12px; }
[data-app-section=NotificationPane] { position: fixed; inset-block-start: 56px; inset-inline-end: 12px; z-index: 1000; }
`;
