import * as v from 'valibot';
import type { FileFacts, FileShare } from '../../model/file-facts.ts';
import type { StoredParts } from '../contents.ts';
import { type DriveMeta, readMeta } from './drive-meta.ts';

const Text = v.fallback(v.optional(v.nullable(v.string())), undefined);
const Who = v.fallback(v.optional(v.object({ displayName: Text, email: Text })), undefined);
const Granted = v.fallback(
  v.optional(v.object({ user: Who, group: Who, siteUser: Who, siteGroup: Who })),
  undefined,
);

const Permission = v.object({
  roles: v.fallback(v.array(v.string()), []),
  link: v.fallback(v.optional(v.object({ type: Text, scope: Text })), undefined),
  grantedToV2: Granted,
  grantedTo: Granted,
  grantedToIdentitiesV2: v.fallback(v.array(Granted), []),
});

/** See `Source.facts`. */
export function factsOfFile(stored: unknown, parts: StoredParts): FileFacts {
  const meta = readMeta(stored);
  return {
    kind: meta.kind,
    name: meta.name ?? '',
    type: meta.mimeType ?? '',
    sizeBytes: meta.size ?? 0,
    created: meta.created ?? null,
    modified: meta.modified ?? null,
    createdBy: meta.createdBy ?? '',
    modifiedBy: meta.modifiedBy ?? '',
    description: meta.description ?? '',
    packageType: meta.packageType ?? null,
    owner: meta.shared?.owner ?? null,
    leadsTo: meta.kind === 'link' ? (meta.remote?.name ?? '') : null,
    isMalware: meta.malware === true,
    isStored: parts.roles.includes('attachment'),
    sharedWith: sharesOf(meta),
  };
}

/** Everybody but the owner; Graph lists the owner first, as somebody who may do everything. */
function sharesOf({ shared, permissions }: DriveMeta): FileShare[] | null {
  if (permissions === null) return null;
  if (permissions === undefined) return shared === undefined ? [] : null;
  return permissions.flatMap((raw) => {
    const parsed = v.safeParse(Permission, raw);
    return parsed.success ? shareOf(parsed.output) : [];
  });
}

function shareOf(permission: v.InferOutput<typeof Permission>): FileShare[] {
  const role = permission.roles.find((each) => each !== '') ?? 'read';
  if (role === 'owner') return [];
  const { link, grantedToIdentitiesV2: some } = permission;
  if (link !== undefined) {
    const who = some.map(nameOf).filter(Boolean).join(', ');
    return [{ kind: 'link', who, role, scope: link.scope ?? 'users' }];
  }
  const who = nameOf(permission.grantedToV2) || nameOf(permission.grantedTo);
  return [{ kind: 'person', who, role, scope: '' }];
}

function nameOf(granted: v.InferOutput<typeof Granted>): string {
  for (const who of [granted?.user, granted?.group, granted?.siteUser, granted?.siteGroup]) {
    const name = who?.displayName || who?.email;
    if (name) return name;
  }
  return '';
}
