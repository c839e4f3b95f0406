import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { DriveSurvey } from '../../model/survey.ts';
import { itemPath, PER_PAGE, READ_PAGE, ROOT } from './calls.ts';
import { readItem, readItemPage } from './graph-item.ts';

const FACTS = '$select=id,name,size,folder,package,file,remoteItem,root';

/** See `EngineApi.surveyDrive`. Microsoft adds up the sizes of folders by itself. */
export async function surveyFolder(
  graph: Graph,
  folder: ContainerId | null,
  signal: AbortSignal,
): Promise<DriveSurvey> {
  const path = folder === null ? ROOT : itemPath(folder);
  const [own, children] = [`${path}?${FACTS}`, `${path}/children?${FACTS}`];
  const item = readItem(await graph.read(own, READ_PAGE, signal));
  if (item === null) throw new Fault('server-error', 'Graph does not tell of a folder');
  const survey: DriveSurvey = {
    id: asId<ContainerId>(item.id),
    sizeBytes: item.size ?? 0,
    folders: [],
    files: { count: 0, sizeBytes: 0 },
  };
  let link: string | null = `${children}&$top=${PER_PAGE}`;
  while (link !== null) {
    const page = readItemPage(await graph.read(link, READ_PAGE, signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    for (const raw of page.entries) note(survey, raw);
    link = page.nextLink === link ? null : page.nextLink;
  }
  survey.folders.sort((a, b) => a.name.localeCompare(b.name));
  return survey;
}

function note({ folders, files }: DriveSurvey, raw: unknown): void {
  const item = readItem(raw);
  if (item === null || item.kind === 'link') return;
  const { size: sizeBytes = 0, name = '', childCount = null } = item;
  if (item.kind === 'file') {
    files.count += 1;
    files.sizeBytes += sizeBytes;
    return;
  }
  const id = asId<ContainerId>(item.id);
  folders.push({ id, name, sizeBytes, childCount, isPackage: item.kind === 'package' });
}
