import type { GraphCall, Json } from '../answer.ts';
import { NoRouteError } from '../graph-error.ts';
import type { Route } from '../route.ts';
import { answer, found } from './answers.ts';
import { invalidRequest, itemNotFound } from './errors.ts';
import type { DriveItem, DriveVersion } from './item.ts';
import { type DriveParts, ownerJson, wholeSeconds } from './item-json.ts';
import { checkDriveOptions, DOWNLOAD_URL } from './query.ts';
import { checkLocked } from './store-file.ts';

/**
 * What was in a file before. Recorded lists hold an address of contents for every version though
 * no page says so; the contents of the present one can't be read as a version
 * (github.com/OneDrive/onedrive-api-docs/issues/1112).
 */
export function versionRoutes(parts: DriveParts): Route[] {
  const path = '/drives/:drive/items/:item/versions';
  const read = { method: 'GET', scope: 'Files.Read' };
  return [
    {
      ...read,
      path,
      answer: (call, { drive = '', item: locator = '' }) => {
        checkDriveOptions(call, []);
        const item = found(parts, call, drive, locator);
        const value = [...item.versions].reverse().map((each) => json(parts, call, item, each));
        return answer(call, '#Collection(driveItemVersion)', { value });
      },
    },
    {
      ...read,
      path: `${path}/:version`,
      answer: (call, { drive = '', item: locator = '', version = '' }) => {
        const item = found(parts, call, drive, locator);
        return answer(call, '#versions/$entity', json(parts, call, item, named(item, version)));
      },
    },
    {
      ...read,
      path: `${path}/:version/content`,
      answer: (call, { drive = '', item: locator = '', version = '' }) => {
        const item = found(parts, call, drive, locator);
        const { number } = named(item, version);
        if (number === item.current?.number) {
          throw invalidRequest('You cannot get the content of the current version.');
        }
        const url = parts.urls.version(call.url.origin, item, number);
        return { status: 302, headers: { Location: url } };
      },
    },
    {
      method: 'POST',
      scope: 'Files.ReadWrite',
      path: `${path}/:version/restoreVersion`,
      answer: (call, { drive = '', item: locator = '', version = '' }) => {
        const item = found(parts, call, drive, locator);
        checkLocked(parts, item);
        const { number } = named(item, version);
        if (number === item.current?.number) {
          throw new NoRouteError('restoring the version that is the present one');
        }
        parts.drive.restoreVersion(item, number);
        return { status: 204 };
      },
    },
  ];
}

function named(item: DriveItem, name: string): DriveVersion {
  const version =
    name.toLowerCase() === 'current'
      ? item.current
      : item.versions.find(({ number }) => `${number}.0` === name);
  if (!version) throw itemNotFound();
  return version;
}

function json(parts: DriveParts, call: GraphCall, item: DriveItem, version: DriveVersion): Json {
  const { drive, urls, troubles } = parts;
  const { origin } = call.url;
  const url =
    version === item.current
      ? urls.download(origin, item)
      : urls.version(origin, item, version.number);
  return {
    ...(troubles.quirks.versionsWithoutUrls ? {} : { [DOWNLOAD_URL]: url }),
    id: `${version.number}.0`,
    lastModifiedDateTime: wholeSeconds(version.modifiedAt),
    lastModifiedBy: { user: ownerJson(drive) },
    size: version.content.size,
  };
}
