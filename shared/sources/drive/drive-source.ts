import type { Source } from '../source.ts';
import { BIN, SCOPES } from './calls.ts';
import { loadFile, prepareFiles } from './content.ts';
import { factsOfFile } from './facts.ts';
import { heldVersions } from './held-versions.ts';
import { mergeDrive } from './merge.ts';
import { restoreToDrive } from './restore.ts';
import { expectDriveRestores, planDriveRestore } from './restore-plan.ts';
import { driveSamples } from './sample.ts';
import { leftOutPart } from './stored-facts.ts';
import {
  exportFileOf,
  loadStoredFile,
  orderOfFile,
  placeOfFile,
  searchTextOfFile,
  summariseFile,
  viewFile,
} from './summary.ts';
import { surveyFolder } from './survey.ts';
import { undoDriveRestore } from './undo.ts';
import { walkDrive } from './walk.ts';

/** The person's own OneDrive. What it relies on, and what can't be restored, is in `docs/graph.md`. */
export const drive: Source = {
  name: 'drive',
  scopes: SCOPES,
  // At work no permission that a person may give reaches the recycle bin.
  bin: { scopes: BIN.scopes, isBehind: (role) => role === 'personal' },
  walk: walkDrive,
  merge: mergeDrive,
  loadContent: loadFile,
  prepareContents: prepareFiles,
  versions: heldVersions,
  leftOut: leftOutPart,
  survey: surveyFolder,
  samples: driveSamples,
  contentOrder: orderOfFile,
  placeOf: placeOfFile,
  // A drive is one container, and delta tells for certain what has left it: nothing is elsewhere.
  locate: async () => new Map(),
  summarise: summariseFile,
  searchText: searchTextOfFile,
  facts: factsOfFile,
  view: viewFile,
  attachment: loadStoredFile,
  exportFile: exportFileOf,
  expectRestores: expectDriveRestores,
  planRestore: planDriveRestore,
  restore: restoreToDrive,
  undo: undoDriveRestore,
};
