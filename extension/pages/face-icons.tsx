import open16Regular from '@fluentui/svg-icons/icons/open_16_regular.svg?raw';
import panelRight16Regular from '@fluentui/svg-icons/icons/panel_right_16_regular.svg?raw';
import { RawIcon } from '../../shared/ui/parts/icon.tsx';

/** Out of here, into the app. */
export function OpenIcon() {
  return <RawIcon raw={open16Regular} mirrors />;
}

export function PanelIcon() {
  return <RawIcon raw={panelRight16Regular} mirrors />;
}
