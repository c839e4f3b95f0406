import archive20Regular from '@fluentui/svg-icons/icons/archive_20_regular.svg?raw';
import arrowDownload16Regular from '@fluentui/svg-icons/icons/arrow_download_16_regular.svg?raw';
import arrowHookUpLeft16Regular from '@fluentui/svg-icons/icons/arrow_hook_up_left_16_regular.svg?raw';
import arrowLeft16Regular from '@fluentui/svg-icons/icons/arrow_left_16_regular.svg?raw';
import arrowRight12Regular from '@fluentui/svg-icons/icons/arrow_right_12_regular.svg?raw';
import arrowSync16Regular from '@fluentui/svg-icons/icons/arrow_sync_16_regular.svg?raw';
import arrowUndo16Regular from '@fluentui/svg-icons/icons/arrow_undo_16_regular.svg?raw';
import attach16Regular from '@fluentui/svg-icons/icons/attach_16_regular.svg?raw';
import chat20Filled from '@fluentui/svg-icons/icons/chat_20_filled.svg?raw';
import chat20Regular from '@fluentui/svg-icons/icons/chat_20_regular.svg?raw';
import checkmark12Filled from '@fluentui/svg-icons/icons/checkmark_12_filled.svg?raw';
import checkmark16Regular from '@fluentui/svg-icons/icons/checkmark_16_regular.svg?raw';
import checkmarkCircle16Filled from '@fluentui/svg-icons/icons/checkmark_circle_16_filled.svg?raw';
import chevronDown12Regular from '@fluentui/svg-icons/icons/chevron_down_12_regular.svg?raw';
import clock24Regular from '@fluentui/svg-icons/icons/clock_24_regular.svg?raw';
import cloudOff16Regular from '@fluentui/svg-icons/icons/cloud_off_16_regular.svg?raw';
import copy16Regular from '@fluentui/svg-icons/icons/copy_16_regular.svg?raw';
import delete20Regular from '@fluentui/svg-icons/icons/delete_20_regular.svg?raw';
import dismiss16Regular from '@fluentui/svg-icons/icons/dismiss_16_regular.svg?raw';
import document20Regular from '@fluentui/svg-icons/icons/document_20_regular.svg?raw';
import documentText16Regular from '@fluentui/svg-icons/icons/document_text_16_regular.svg?raw';
import edit20Regular from '@fluentui/svg-icons/icons/edit_20_regular.svg?raw';
import eye20Regular from '@fluentui/svg-icons/icons/eye_20_regular.svg?raw';
import flag16Filled from '@fluentui/svg-icons/icons/flag_16_filled.svg?raw';
import folder20Filled from '@fluentui/svg-icons/icons/folder_20_filled.svg?raw';
import folder20Regular from '@fluentui/svg-icons/icons/folder_20_regular.svg?raw';
import folderOpen20Regular from '@fluentui/svg-icons/icons/folder_open_20_regular.svg?raw';
import globe20Regular from '@fluentui/svg-icons/icons/globe_20_regular.svg?raw';
import hardDrive20Regular from '@fluentui/svg-icons/icons/hard_drive_20_regular.svg?raw';
import home20Filled from '@fluentui/svg-icons/icons/home_20_filled.svg?raw';
import home20Regular from '@fluentui/svg-icons/icons/home_20_regular.svg?raw';
import info16Regular from '@fluentui/svg-icons/icons/info_16_regular.svg?raw';
import key16Regular from '@fluentui/svg-icons/icons/key_16_regular.svg?raw';
import key24Regular from '@fluentui/svg-icons/icons/key_24_regular.svg?raw';
import keyboard16Regular from '@fluentui/svg-icons/icons/keyboard_16_regular.svg?raw';
import lockClosed16Regular from '@fluentui/svg-icons/icons/lock_closed_16_regular.svg?raw';
import mail20Filled from '@fluentui/svg-icons/icons/mail_20_filled.svg?raw';
import mail20Regular from '@fluentui/svg-icons/icons/mail_20_regular.svg?raw';
import mail24Regular from '@fluentui/svg-icons/icons/mail_24_regular.svg?raw';
import mailInbox20Regular from '@fluentui/svg-icons/icons/mail_inbox_20_regular.svg?raw';
import mailProhibited20Regular from '@fluentui/svg-icons/icons/mail_prohibited_20_regular.svg?raw';
import personLock16Regular from '@fluentui/svg-icons/icons/person_lock_16_regular.svg?raw';
import print16Regular from '@fluentui/svg-icons/icons/print_16_regular.svg?raw';
import receipt20Filled from '@fluentui/svg-icons/icons/receipt_20_filled.svg?raw';
import receipt20Regular from '@fluentui/svg-icons/icons/receipt_20_regular.svg?raw';
import search16Regular from '@fluentui/svg-icons/icons/search_16_regular.svg?raw';
import send20Regular from '@fluentui/svg-icons/icons/send_20_regular.svg?raw';
import settings20Filled from '@fluentui/svg-icons/icons/settings_20_filled.svg?raw';
import settings20Regular from '@fluentui/svg-icons/icons/settings_20_regular.svg?raw';
import subtract12Regular from '@fluentui/svg-icons/icons/subtract_12_regular.svg?raw';
import subtractCircle16Regular from '@fluentui/svg-icons/icons/subtract_circle_16_regular.svg?raw';
import warning16Regular from '@fluentui/svg-icons/icons/warning_16_regular.svg?raw';

/** Fluent System Icons (MIT), only those used, as path data at build time. */
const RAW = {
  archive: archive20Regular,
  attachment: attach16Regular,
  back: arrowLeft16Regular,
  browser: globe20Regular,
  chat: chat20Regular,
  'chat-filled': chat20Filled,
  check: checkmark16Regular,
  'clock-large': clock24Regular,
  complete: checkmarkCircle16Filled,
  copy: copy16Regular,
  deleted: delete20Regular,
  disk: hardDrive20Regular,
  dismiss: dismiss16Regular,
  document: document20Regular,
  done: checkmark12Filled,
  down: chevronDown12Regular,
  drafts: edit20Regular,
  eye: eye20Regular,
  flag: flag16Filled,
  folder: folder20Regular,
  'folder-filled': folder20Filled,
  'folder-open': folderOpen20Regular,
  gap: subtractCircle16Regular,
  gone: subtract12Regular,
  home: home20Regular,
  'home-filled': home20Filled,
  inbox: mailInbox20Regular,
  info: info16Regular,
  journal: receipt20Regular,
  'journal-filled': receipt20Filled,
  junk: mailProhibited20Regular,
  key: key16Regular,
  'key-large': key24Regular,
  keyboard: keyboard16Regular,
  lock: lockClosed16Regular,
  mail: mail20Regular,
  'mail-filled': mail20Filled,
  'mail-large': mail24Regular,
  moved: arrowRight12Regular,
  offline: cloudOff16Regular,
  organisation: personLock16Regular,
  print: print16Regular,
  receipt: documentText16Regular,
  refresh: arrowSync16Regular,
  restore: arrowHookUpLeft16Regular,
  save: arrowDownload16Regular,
  search: search16Regular,
  sent: send20Regular,
  settings: settings20Regular,
  'settings-filled': settings20Filled,
  undo: arrowUndo16Regular,
  warning: warning16Regular,
} as const;

export type IconName = keyof typeof RAW;

/** Icons that point somewhere point the other way in a right-to-left page. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['moved', 'restore', 'undo', 'back', 'sent']);

interface Shape {
  size: number;
  paths: string[];
}

const shapes = new Map<string, Shape>();

function shapeOf(raw: string): Shape {
  const known = shapes.get(raw);
  if (known) return known;
  const shape = {
    size: Number(/width="(\d+)"/.exec(raw)?.[1] ?? 16),
    paths: [...raw.matchAll(/<path[^>]* d="([^"]+)"/g)].flatMap((match) => match[1] ?? []),
  };
  shapes.set(raw, shape);
  return shape;
}

/** Decoration beside words: hidden from those who listen, who have the words. */
export function Icon({ name, size }: { name: IconName; size?: number | undefined }) {
  return <RawIcon raw={RAW[name]} size={size} mirrors={DIRECTIONAL.has(name)} />;
}

/** One that only some faces need, from its file; `mirrors` in a right-to-left page. */
export function RawIcon(props: { raw: string; size?: number | undefined; mirrors?: boolean }) {
  const shape = shapeOf(props.raw);
  const drawn = props.size ?? shape.size;
  return (
    <svg
      aria-hidden="true"
      width={drawn}
      height={drawn}
      viewBox={`0 0 ${shape.size} ${shape.size}`}
      class={props.mirrors ? 'mirrors' : undefined}
    >
      {shape.paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** The mark of the product: two posts and the rope made fast between them. */
export function Mark({ size }: { size: number }) {
  return (
    <svg aria-hidden="true" class="brand" width={size} height={size} viewBox="0 0 24 24">
      <path stroke-width="3.4" d="M5 4v16M19 4v16" />
      <path stroke-width="2.2" d="M5 8.5c2 7.5 12 7.5 14 0" />
    </svg>
  );
}
