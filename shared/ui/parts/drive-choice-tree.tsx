import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Choice } from '../../model/choice.ts';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AccountId, ContainerId } from '../../model/ids.ts';
import type { DriveSurvey, SurveyedFolder } from '../../model/survey.ts';
import { useFace } from '../face.ts';
import { type ChoosableFolder, tickOf, toggled } from '../folder-choice.ts';
import { counted, formats } from '../formats.ts';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';

interface Row extends ChoosableFolder {
  level: number;
  /** null: there is nothing to open. */
  isOpen: boolean | null;
  isLoading: boolean;
}

const TICKED = { in: 'true', out: 'false', some: 'mixed' } as const;

/**
 * The folders of a drive as Microsoft has them, each with its size and a tick for all that is in it.
 * What is in a folder is asked for when it is opened. Arrows walk and open, space ticks.
 */
export function DriveChoiceTree(props: {
  account: AccountId;
  top: DriveSurvey;
  choice: Choice;
  onChange(choice: Choice): void;
}) {
  const { account, top, choice, onChange } = props;
  const { engine } = useFace();
  const surveys = useSignal<ReadonlyMap<ContainerId, DriveSurvey>>(new Map([[top.id, top]]));
  const open = useSignal<ReadonlySet<ContainerId>>(new Set([top.id]));
  const at = useSignal<ContainerId>(top.id);
  const fault = useSignal<Fault | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = rowsOf(top, surveys.value, open.value);

  const openFolder = async (id: ContainerId) => {
    open.value = new Set([...open.value, id]);
    if (surveys.value.has(id)) return;
    try {
      const survey = await engine.surveyDrive(account, id);
      surveys.value = new Map([...surveys.value, [id, survey]]);
      fault.value = null;
    } catch (error) {
      close(id);
      fault.value = toFault(error);
    }
  };
  const close = (id: ContainerId) => {
    open.value = new Set([...open.value].filter((each) => each !== id));
  };
  // At once: the next key may come before the page is drawn again.
  const go = (row: Row | undefined) => {
    const line = row && list.current?.children[rows.indexOf(row)];
    if (line instanceof HTMLElement) line.focus();
  };
  const press = (event: KeyboardEvent, row: Row, index: number) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const [into, outOf] = isRtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    if (event.key === 'ArrowDown') go(rows[index + 1]);
    else if (event.key === 'ArrowUp') go(rows[index - 1]);
    else if (event.key === 'Home') go(rows[0]);
    else if (event.key === 'End') go(rows.at(-1));
    else if (event.key === ' ' || event.key === 'Enter') onChange(toggled(choice, facts(row)));
    else if (event.key === into && row.isOpen === false) void openFolder(row.id);
    else if (event.key === into)
      go(rows[index + 1]?.level === row.level + 1 ? rows[index + 1] : undefined);
    else if (event.key === outOf && row.isOpen === true) close(row.id);
    else if (event.key === outOf) go(rows.find(({ id }) => id === row.above[0]));
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div class="choice-tree" role="tree" aria-label="Folders" ref={list}>
        {rows.map((row, index) => {
          const tick = tickOf(choice, row);
          return (
            <div
              key={row.id}
              role="treeitem"
              tabIndex={row.id === at.value ? 0 : -1}
              aria-level={row.level}
              aria-checked={TICKED[tick]}
              {...(row.isOpen === null ? {} : { 'aria-expanded': row.isOpen })}
              aria-label={`${row.name}, ${formats.bytes(row.sizeBytes)}`}
              style={{ '--level': row.level }}
              onKeyDown={(event) => press(event, row, index)}
              onFocus={() => {
                at.value = row.id;
              }}
              onClick={() => onChange(toggled(choice, facts(row)))}
            >
              {/* The keys do the same: what can be pressed within a tree's line would be no line. */}
              <span
                class="opener"
                aria-hidden="true"
                data-open={row.isOpen}
                onClick={(event) => {
                  event.stopPropagation();
                  if (row.isOpen === true) close(row.id);
                  else if (row.isOpen === false) void openFolder(row.id);
                }}
              >
                {row.isOpen !== null && <Icon name="down" />}
              </span>
              <span class="tick" data-tick={tick} aria-hidden="true" />
              <bdi class="cut" title={row.name}>
                {row.name}
              </bdi>
              <span class="size">{row.isLoading ? '…' : formats.bytes(row.sizeBytes)}</span>
            </div>
          );
        })}
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
      {top.files.count > 0 && (
        <p class="caption">
          {counted(top.files.count, 'file')} at the top, {formats.bytes(top.files.sizeBytes)}, go
          with OneDrive itself.
        </p>
      )}
    </>
  );
}

function facts({ id, name, sizeBytes, above }: Row): ChoosableFolder {
  return { id, name, sizeBytes, above };
}

/** What is to be seen, from the top down. */
function rowsOf(
  top: DriveSurvey,
  surveys: ReadonlyMap<ContainerId, DriveSurvey>,
  open: ReadonlySet<ContainerId>,
): Row[] {
  const rows: Row[] = [];
  const add = (folder: SurveyedFolder, above: readonly ContainerId[]) => {
    const { id, name, sizeBytes, childCount } = folder;
    const survey = surveys.get(id);
    const isEmpty = childCount === 0 || survey?.folders.length === 0;
    const isOpen = isEmpty ? null : open.has(id);
    const isLoading = isOpen === true && survey === undefined;
    rows.push({ id, name, sizeBytes, above, level: above.length + 1, isOpen, isLoading });
    if (isOpen !== true) return;
    for (const child of survey?.folders ?? []) add(child, [id, ...above]);
  };
  const { id, sizeBytes } = top;
  add({ id, name: 'OneDrive', sizeBytes, childCount: null, isPackage: false }, []);
  return rows;
}
