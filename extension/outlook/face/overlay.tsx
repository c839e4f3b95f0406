import type { FaceProps } from './face-props.ts';
import { Notice } from './notice.tsx';
import { Panel } from './panel.tsx';
import { Strip } from './strip.tsx';
import { Tabs } from './tabs.tsx';

/** All of the overlay but the marks beside rows. Nothing while there is nothing to say. */
export function Overlay(props: FaceProps) {
  const { sight, panel } = props.state;
  if (sight === null || sight.state === 'none') return null;
  return (
    <>
      <Tabs {...props} />
      <Strip {...props} />
      <Notice {...props} />
      {panel && <Panel {...props} panel={panel} />}
    </>
  );
}
