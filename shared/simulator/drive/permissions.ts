import type { Json } from '../answer.ts';
import { toBase64Url } from '../base64.ts';
import type { Route } from '../route.ts';
import { answer, found } from './answers.ts';
import type { Drive } from './drive.ts';
import { itemNotFound } from './errors.ts';
import type { DriveItem } from './item.ts';
import { type DriveParts, ownerJson } from './item-json.ts';
import { checkDriveOptions } from './query.ts';

/** Who may do what with an item, for reading. Making links and inviting people is left out. */
export function permissionRoutes(parts: DriveParts): Route[] {
  const read = { method: 'GET', scope: 'Files.Read' };
  const path = '/drives/:drive/items/:item/permissions';
  return [
    {
      ...read,
      path,
      answer: (call, { drive = '', item = '' }) => {
        checkDriveOptions(call, []);
        const value = permissionsOf(parts.drive, found(parts, call, drive, item));
        return answer(call, '#Collection(permission)', { value });
      },
    },
    {
      ...read,
      path: `${path}/:permission`,
      answer: (call, { drive = '', item = '', permission = '' }) => {
        checkDriveOptions(call, []);
        const all = permissionsOf(parts.drive, found(parts, call, drive, item));
        const one = all.find(({ id }) => id === permission);
        if (!one) throw itemNotFound();
        return answer(call, '#permissions/$entity', one);
      },
    },
  ];
}

/** The owner's, the item's own, and those of the folders above; at home they say where from. */
export function permissionsOf(drive: Drive, item: DriveItem): Json[] {
  const user = ownerJson(drive);
  const owner: Json = {
    id: toBase64Url(new TextEncoder().encode(`owner/${drive.settings.owner.username}`)),
    roles: ['owner'],
    shareId: `u!${toBase64Url(new TextEncoder().encode(drive.settings.owner.username))}`,
    grantedToV2: {
      user,
      siteUser: { ...user, loginName: `i:0#.f|membership|${drive.settings.owner.username}` },
    },
    grantedTo: { user },
  };
  const list = [owner, ...item.permissions];
  for (let above = item.parent; above; above = above.parent) {
    const { id } = above;
    const from =
      drive.flavour === 'personal' ? { inheritedFrom: { driveId: drive.ids.drive, id } } : {};
    list.push(...above.permissions.map((each) => ({ ...each, ...from })));
  }
  return list;
}

/** A link to an item as recorded work drives show it. */
export function linkPermission(
  id: string,
  input: { type: string; scope: string; webUrl: string },
): Json {
  return {
    id,
    roles: [input.type === 'edit' ? 'write' : 'read'],
    shareId: `u!${toBase64Url(new TextEncoder().encode(input.webUrl))}`,
    hasPassword: false,
    grantedToIdentitiesV2: [],
    grantedToIdentities: [],
    link: { ...input, preventsDownload: false },
  };
}

export function personPermission(
  id: string,
  person: { id: string; displayName: string; email: string },
  role: string,
): Json {
  return {
    id,
    roles: [role],
    shareId: `u!${toBase64Url(new TextEncoder().encode(id))}`,
    grantedToV2: {
      user: person,
      siteUser: { ...person, loginName: `i:0#.f|membership|${person.email}` },
    },
    grantedTo: { user: person },
  };
}
