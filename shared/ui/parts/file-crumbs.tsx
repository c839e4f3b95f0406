import chevron from '@fluentui/svg-icons/icons/chevron_right_12_regular.svg?raw';
import type { ContainerSummary } from '../../model/lists.ts';
import { filesAddress, lineTo } from '../file-words.ts';
import { Flyout } from './flyout.tsx';
import { RawIcon } from './icon.tsx';

/** Of a deeper line, what is between the drive and the last two folders is in a panel. */
const MOST_SHOWN = 4;

/** From the drive down to the folder that is shown, which is the page's heading. */
export function FileCrumbs(props: {
  folder: ContainerSummary;
  folders: readonly ContainerSummary[];
  keep(address: string): string;
}) {
  const line = lineTo(props.folders, props.folder);
  const above = line.slice(0, -1);
  const hidden = line.length > MOST_SHOWN ? above.slice(1, -1) : [];
  const shown = above.filter((each) => !hidden.includes(each));
  return (
    <nav class="crumbs" aria-label="Folder">
      {shown.map((each, index) => (
        <span key={each.id} class="crumb">
          <a href={props.keep(filesAddress(each))} dir="auto" class="cut">
            {each.name}
          </a>
          <RawIcon raw={chevron} mirrors />
          {index === 0 && hidden.length > 0 && (
            <>
              <Flyout class="button small plain square" name="Folders between" label="…">
                <ul class="between">
                  {hidden.map((between) => (
                    <li key={between.id}>
                      <a href={props.keep(filesAddress(between))} dir="auto">
                        {between.name}
                      </a>
                    </li>
                  ))}
                </ul>
              </Flyout>
              <RawIcon raw={chevron} mirrors />
            </>
          )}
        </span>
      ))}
      <h1 class="cut" dir="auto" title={props.folder.name}>
        {props.folder.name}
      </h1>
    </nav>
  );
}
