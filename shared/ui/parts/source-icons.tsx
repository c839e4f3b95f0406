import chat24Regular from '@fluentui/svg-icons/icons/chat_24_regular.svg?raw';
import folder24Regular from '@fluentui/svg-icons/icons/folder_24_regular.svg?raw';
import type { SourceName } from '../../model/item.ts';
import { Icon, RawIcon } from './icon.tsx';

/** Beside a heading; only pages that ask for sources need it. */
export function SourceLarge({ source }: { source: SourceName }) {
  if (source === 'mail') return <Icon name="mail-large" />;
  return <RawIcon raw={source === 'chats' ? chat24Regular : folder24Regular} />;
}
