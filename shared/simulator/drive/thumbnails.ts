import type { GraphCall, Json } from '../answer.ts';
import type { Route } from '../route.ts';
import { answer, found } from './answers.ts';
import { itemNotFound } from './errors.ts';
import { isPicture } from './file-types.ts';
import type { DriveItem } from './item.ts';
import type { DriveParts } from './item-json.ts';
import { checkDriveOptions } from './query.ts';

/** Longest side of each size. Source: learn.microsoft.com/graph/api/driveitem-list-thumbnails. */
const SIDES: Readonly<Record<string, number>> = { small: 96, medium: 176, large: 800 };

/** Only pictures have thumbnails here, and each shows the picture itself. */
export function thumbnailRoutes(parts: DriveParts): Route[] {
  const read = { method: 'GET', scope: 'Files.Read' };
  const path = '/drives/:drive/items/:item/thumbnails';
  const sizeOf = (call: GraphCall, drive: string, item: string, set: string, size: string) => {
    const [thumbnails] = thumbnailsOf(parts, call, found(parts, call, drive, item));
    const one = set === '0' ? thumbnails?.[size] : undefined;
    if (SIDES[size] === undefined || one === undefined) throw itemNotFound();
    // Made below, with these members.
    return one as { url: string; width: number; height: number };
  };
  return [
    {
      ...read,
      path,
      answer: (call, { drive = '', item = '' }) => {
        checkDriveOptions(call, []);
        const value = thumbnailsOf(parts, call, found(parts, call, drive, item));
        return answer(call, '#Collection(thumbnailSet)', { value });
      },
    },
    {
      ...read,
      path: `${path}/:set/:size`,
      answer: (call, { drive = '', item = '', set = '', size = '' }) =>
        answer(call, '#thumbnails/$entity', { ...sizeOf(call, drive, item, set, size) }),
    },
    {
      ...read,
      path: `${path}/:set/:size/content`,
      answer: (call, { drive = '', item = '', set = '', size = '' }) => {
        const { url } = sizeOf(call, drive, item, set, size);
        return { status: 302, headers: { Location: url } };
      },
    },
  ];
}

export function thumbnailsOf({ urls }: DriveParts, call: GraphCall, item: DriveItem): Json[] {
  if (item.kind !== 'file' || !isPicture(item.name)) return [];
  const sizes = Object.entries(SIDES).map(([name, side]) => {
    const height = Math.round((side * 3) / 4);
    const url = urls.thumbnail(call.url.origin, item, side, height);
    return [name, { url, width: side, height }];
  });
  return [{ id: '0', ...Object.fromEntries(sizes) }];
}
