import { expect, test } from 'vitest';
import { seedDrive } from '../shared/simulator/drive/seed-drive.ts';
import {
  ask,
  driveSimulator,
  fetchFile,
  post,
  putFragment,
  round,
  uploadAll,
} from '../shared/simulator/drive/test-client.ts';
import { checkExchanges } from './contract-check.ts';

/** Recorded fragments of uploads are as long as their headers say; the bodies are left out. */
const FRAGMENT = 327_680;

function world(flavour: 'work' | 'personal') {
  const made = driveSimulator({ flavour }, { record: true });
  seedDrive(made.control, { seed: 11, files: 260, videoBytes: 1_000_000 });
  return made;
}

test.each(['work', 'personal'] as const)(
  'walking a %s drive: every page, item, version and content is as Graph describes it',
  async (account) => {
    const { simulator, control } = world(account);
    const read = { scopes: ['Files.Read'] };
    const get = (path: string) => ask(simulator, path, read);
    await get('/me/drive');
    await get('/me/drives');
    const root = await get('/me/drive/root?$expand=children,thumbnails,permissions');
    await get(`/me/drive/items/${root.json.id}/children?$top=5&$orderby=name desc`);
    await get(`/drives/${root.json.parentReference.driveId}/root/children?$select=id,name,file`);
    const { entries, deltaLink } = await round(simulator, '/me/drive/root/delta', read);
    await round(
      simulator,
      '/me/drive/root/delta?$select=id,name,parentReference,deleted,file,size',
      read,
    );
    await get('/me/drive/root/delta?token=latest');
    const files = entries.filter(({ file, size }) => file && size > 0);
    for (const { id } of files.slice(0, 12)) {
      const item = await get(`/me/drive/items/${id}?$select=id,size,@microsoft.graph.downloadUrl`);
      const url = item.json['@microsoft.graph.downloadUrl'];
      await fetchFile(simulator, url, { headers: { range: 'bytes=0-9' } });
      await fetchFile(simulator, url, { headers: { range: 'bytes=99999999-' } });
      await get(`/me/drive/items/${id}/content`);
      const versions = await get(`/me/drive/items/${id}/versions`);
      for (const version of versions.json.value) {
        await fetchFile(simulator, version['@microsoft.graph.downloadUrl']);
        await get(`/me/drive/items/${id}/versions/${version.id}/content`);
        await get(`/me/drive/items/${id}/versions/${version.id}`);
      }
      await get(`/me/drive/items/${id}/permissions`);
    }
    const picture = files.find(({ name }) => name.endsWith('.png'));
    await get(`/me/drive/items/${picture.id}/thumbnails`);
    await get(`/me/drive/items/${picture.id}/thumbnails/0/large`);
    await get(`/me/drive/items/${picture.id}/thumbnails/0/large/content`);
    await get('/me/drive/special/photos');
    await get("/me/drive/root:/Documents/Pat's Notebook:/children");
    control.delete('Projekte');
    control.rename('Documents/Tax', 'Steuern');
    control.flagMalware('Pictures/Holiday film.mp4');
    await round(simulator, deltaLink, read);
    control.expireCursors();
    expect((await get(deltaLink)).status).toBe(410);

    await checkExchanges(`simulator-drive-walk-${account}`, simulator, {
      account,
      scopes: ['Files.Read'],
    });
  },
);

test.each(['work', 'personal'] as const)(
  'restoring to a %s drive: every call is as Graph describes it',
  async (account) => {
    const { simulator, control } = world(account);
    const made = await post(simulator, '/me/drive/root/children', {
      name: 'Restored',
      folder: {},
      '@microsoft.graph.conflictBehavior': 'rename',
    });
    await post(simulator, '/me/drive/root/children', { name: 'Restored', folder: {} });
    const place = `/me/drive/items/${made.json.id}:/a.bin:`;
    const put = { method: 'PUT', body: 'x', headers: { 'content-type': 'text/plain' } };
    await ask(simulator, `/me/drive/items/${made.json.id}:/small.txt:/content`, put);
    const fileSystemInfo = {
      createdDateTime: '2019-01-02T03:04:05Z',
      lastModifiedDateTime: '2020-01-02T03:04:05Z',
    };
    const conflict = { '@microsoft.graph.conflictBehavior': 'replace' };
    const bytes = new Uint8Array(2 * FRAGMENT + 5);
    await uploadAll(simulator, place, bytes, { fileSystemInfo, ...conflict });
    await uploadAll(simulator, place, bytes, { fileSystemInfo, ...conflict });
    const session = await post(simulator, `${place}/createUploadSession`, { item: conflict });
    const first = `bytes 0-${FRAGMENT - 1}/${bytes.length}`;
    await putFragment(simulator, session.json.uploadUrl, bytes.slice(0, FRAGMENT), first);
    await fetchFile(simulator, session.json.uploadUrl);
    await fetchFile(simulator, session.json.uploadUrl, { method: 'DELETE' });
    await ask(simulator, `/me/drive/items/${made.json.id}`, {
      method: 'PATCH',
      body: { fileSystemInfo, name: 'Restored again' },
    });
    const file = control.item('Restored again/a.bin');
    await post(simulator, `/me/drive/items/${file.id}/versions/1.0/restoreVersion`);
    const batch = await post(simulator, '/$batch', {
      requests: [
        { id: '1', method: 'GET', url: `/me/drive/items/${file.id}/content` },
        { id: '2', method: 'GET', url: '/me/drive/root:/none' },
      ],
    });
    expect(batch.json.responses.map(({ status }: { status: number }) => status).sort()).toEqual([
      302, 404,
    ]);
    control.fillQuota(1);
    await ask(simulator, `${place}/content`, { ...put, body: 'no room' });
    await ask(simulator, `/me/drive/items/${file.id}`, { method: 'DELETE' });
    await post(simulator, `/me/drive/items/${made.json.id}/permanentDelete`);

    await checkExchanges(`simulator-drive-restore-${account}`, simulator, {
      account,
      scopes: ['Files.ReadWrite'],
    });
  },
);

test('what needs more than one’s own files: the recycle bin at home, and what others shared', async () => {
  const { simulator, control } = world('personal');
  const all = { scopes: ['Files.ReadWrite.All'] };
  const { id } = control.delete('Documents/Tax');
  await ask(simulator, `/me/drive/items/${id}?includeDeletedItems=true`, all);
  await ask(simulator, `/me/drive/items/${id}/restore`, { ...all, method: 'POST', body: {} });
  control.delete('Documents/Tax');
  const body = { parentReference: { id: control.item('Documents').id }, name: 'Tax again' };
  await ask(simulator, `/me/drive/items/${id}/restore`, { ...all, method: 'POST', body });
  await ask(simulator, '/me/drive/sharedWithMe', all);
  const prefer = ['Include-Feature=AddToOneDrive'];
  await ask(simulator, '/me/drive/root/children', { ...all, prefer });
  await round(simulator, '/me/drive/root:/Documents:/delta', all);

  await checkExchanges('simulator-drive-all', simulator, {
    account: 'personal',
    scopes: ['Files.ReadWrite.All'],
  });
});

test('trouble with a drive has the shape Graph describes', async () => {
  const { simulator } = world('work');
  for (const status of [400, 403, 404, 409, 423, 500, 504, 507])
    simulator.troubles.plan({ status });
  simulator.troubles.plan({ status: 429, retryAfterSeconds: 2 });
  simulator.troubles.plan({ status: 503, retryAfterSeconds: 2 });
  for (let at = 0; at < 10; at += 1) {
    expect((await ask(simulator, '/me/drive/root')).status).toBeGreaterThanOrEqual(400);
  }
  await ask(simulator, '/me/drive/root', { scopes: ['Mail.Read'] });
  await ask(simulator, '/me/drive/root:/none:/children');
  await post(simulator, '/me/drive/root/children', { name: 'a*b', folder: {} });

  await checkExchanges('simulator-drive-trouble', simulator);
});
