import { expect, test } from 'vitest';
import type { DriveOptions } from '../simulator/drive/simulated-drive.ts';
import { driveAsIs, keptOfDrive } from './drive.contract.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

function opened(drive: DriveOptions = {}) {
  const simulated = new Simulated({ simulator: { drive } });
  const { control, troubles } = simulated.simulator.drive;
  return { simulated, control, troubles };
}

async function expectEqual(simulated: Simulated) {
  const { paths, unwhole } = await keptOfDrive(simulated);
  expect(unwhole).toEqual([]);
  expect(paths).toEqual(await driveAsIs(simulated));
}

test.each(['work', 'personal'] as const)(
  'all of a %s drive is kept: folders, files, what is empty',
  async (flavour) => {
    const { simulated, control } = opened({ flavour });
    control.put('Taxes/2024/return.pdf', 'a return');
    control.put('Τιμολόγια/μία.txt', 'ένα');
    control.put('empty.txt', '');
    control.folder('Nothing in it');
    control.put('large.bin', new Uint8Array(3_000_000).fill(7));
    control.notebook('Notes', ['Monday']);
    const engine = await simulated.open();

    const receipt = await backUp(engine, 'drive');

    expect(receipt).toMatchObject({
      verdict: 'complete',
      lines: [{ path: 'OneDrive', missing: 0 }],
    });
    await expectEqual(simulated);
    await engine.close();
  },
);

test('a run without changes asks twice, and stores nothing', async () => {
  const { simulated, control } = opened();
  for (let number = 0; number < 30; number += 1) control.put(`a/${number}.txt`, `${number}`);
  const engine = await simulated.open();
  await backUp(engine, 'drive');

  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({
    verdict: 'complete',
    requests: 2,
    changes: { changed: 0, added: 0, gone: 0 },
  });
  await engine.close();
});

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** A copied drive, in which delta tells of nothing that changes any more. */
async function withSilentDelta() {
  const { simulated, control } = opened();
  for (const name of ['went', 'changes', 'stays']) control.put(`a/${name}.txt`, name);
  const engine = await simulated.open();
  await backUp(engine, 'drive');
  for (const name of ['went', 'changes']) control.breakItem(`a/${name}.txt`, 'untold');
  control.put('a/changes.txt', 'changed');
  control.delete('a/went.txt');
  control.put('a/came.txt', 'came');
  control.breakItem('a/came.txt', 'untold');
  return { simulated, control, engine };
}

test('what delta never tells is found once a week, and asked for alone', async () => {
  const { simulated, engine } = await withSilentDelta();
  expect(await backUp(engine, 'drive')).toMatchObject({
    changes: { changed: 0, added: 0, gone: 0 },
  });
  const downloads = simulated.asked(/download/);

  simulated.clock.advance(WEEK_MS);
  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({
    verdict: 'complete',
    changes: { changed: 1, added: 1, gone: 1 },
  });
  expect(simulated.asked(/download/)).toBe(downloads + 2);
  await expectEqual(simulated);
  expect(await backUp(engine, 'drive')).toMatchObject({ requests: 2 });
  await engine.close();
});

test('what a list leaves out and can still be had is not gone', async () => {
  const { simulated, control } = opened();
  for (let number = 0; number < 30; number += 1) control.put(`${number}.txt`, `${number}`);
  const engine = await simulated.open();
  await backUp(engine, 'drive');
  simulated.clock.advance(WEEK_MS);
  const { answer } = simulated;
  simulated.answer = async (request) => {
    const answered = await answer(request);
    if (!request.url.includes('/delta')) return answered;
    const page = (await answered.json()) as { value: { name?: string }[] };
    const value = page.value.filter(({ name = '' }) => !name.startsWith('1'));
    return Response.json({ ...page, value });
  };

  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { changed: 0, gone: 0 } });
  await expectEqual(simulated);
  await engine.close();
});

test('what could not be listed for comparing is no gap, and is tried in the next run', async () => {
  const { simulated, control, engine } = await withSilentDelta();
  simulated.clock.advance(WEEK_MS);
  const { answer } = simulated;
  simulated.answer = (request) => {
    const isWhole = /delta(\?(?!.*token)|$)/.test(decodeURIComponent(request.url));
    return isWhole ? Promise.resolve(new Response('{}', { status: 500 })) : answer(request);
  };
  control.put('a/told.txt', 'told');
  expect(await backUp(engine, 'drive')).toMatchObject({
    verdict: 'complete',
    changes: { added: 1, gone: 0 },
  });

  simulated.answer = answer;
  expect(await backUp(engine, 'drive')).toMatchObject({ changes: { added: 1, gone: 1 } });
  await expectEqual(simulated);
  await engine.close();
});

test('a folder that is renamed and moved downloads nothing and is one changed item', async () => {
  const { simulated, control } = opened();
  for (let number = 0; number < 50; number += 1) control.put(`a/b/${number}.txt`, `${number}`);
  const engine = await simulated.open();
  await backUp(engine, 'drive');
  const downloads = simulated.asked(/download/);
  expect(downloads).toBe(50);

  control.rename('a/b', 'renamed');
  control.move('a/renamed', 'elsewhere');
  const receipt = await backUp(engine, 'drive');

  expect(simulated.asked(/download/)).toBe(downloads);
  expect(receipt.changes).toMatchObject({ changed: 1, added: 1, gone: 0 });
  expect(receipt.storedBytes).toBeLessThan(20_000);
  await expectEqual(simulated);
  await engine.close();
});

test('what lies in a deleted folder is gone with it, and all comes back with it', async () => {
  const { simulated, control } = opened();
  control.put('a/b/one.txt', '1');
  control.put('a/two.txt', '2');
  control.put('kept.txt', '3');
  const engine = await simulated.open();
  await backUp(engine, 'drive');

  control.move('a/two.txt', '');
  control.delete('a');
  expect(await backUp(engine, 'drive')).toMatchObject({
    verdict: 'complete',
    changes: { gone: 3 },
  });
  await expectEqual(simulated);

  control.restoreFromBin('a');
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await expectEqual(simulated);
  await engine.close();
});

test.each(['resyncChangesApplyDifferences', 'resyncChangesUploadDifferences'] as const)(
  'after %s the drive is told anew, nothing is downloaded again, and what went is gone',
  async (resync) => {
    const { simulated, control } = opened();
    control.put('a/one.txt', '1');
    control.put('a/two.txt', '2');
    const engine = await simulated.open();
    await backUp(engine, 'drive');

    control.delete('a/one.txt');
    control.put('a/three.txt', '3');
    control.expireCursors(resync);
    const receipt = await backUp(engine, 'drive');

    expect(receipt).toMatchObject({ verdict: 'complete', changes: { gone: 1, added: 1 } });
    expect(simulated.asked(/download/)).toBe(3);
    await expectEqual(simulated);
    await engine.close();
  },
);

test('parents after children, the same twice, empty pages and the documented shape change nothing', async () => {
  const { simulated, control, troubles } = opened();
  Object.assign(troubles.quirks, {
    shuffled: true,
    replayEvery: 3,
    emptyPageEvery: 2,
    mostPerPage: 100,
    documentedDelta: true,
  });
  for (let number = 0; number < 300; number += 1)
    control.put(`${number % 7}/x/${number}.txt`, `${number}`);
  const engine = await simulated.open();

  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await expectEqual(simulated);
  control.put('3/x/3.txt', 'other');
  control.rename('4', 'four');
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await expectEqual(simulated);
  await engine.close();
});

test('connections that are cut, ranges that are ignored and addresses that end cost nothing', async () => {
  const { simulated, control, troubles } = opened();
  control.put(
    'film.mp4',
    Uint8Array.from({ length: 2_000_000 }, (_, at) => (at * 7919) >> 3),
  );
  control.put('note.txt', 'a note');
  control.cutDownloads({ path: 'film.mp4', afterBytes: 300_000, times: 4 });
  const engine = await simulated.open();

  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await expectEqual(simulated);

  control.edit('film.mp4', 5, 'other bytes', 11);
  troubles.quirks.ignoresRanges = true;
  control.cutDownloads({ path: 'film.mp4', afterBytes: 1_000_000, times: 2 });
  simulated.simulator.troubles.plan({
    method: 'GET',
    path: 'download.aspx',
    status: 401,
    times: 1,
  });
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await expectEqual(simulated);
  await engine.close();
});

test('what is flagged, unavailable or not found is a gap with its name, until it can be had', async () => {
  const { simulated, control } = opened();
  for (const name of ['virus.exe', 'away.txt', 'ghost.txt', 'fine.txt']) control.put(name, name);
  control.flagMalware('virus.exe');
  control.breakItem('away.txt', 'unavailable');
  control.breakItem('ghost.txt', 'ghost');
  const engine = await simulated.open();

  for (let run = 0; run < 3; run += 1) {
    const receipt = await backUp(engine, 'drive');
    expect(receipt.verdict).toBe('incomplete');
    expect(receipt.gaps.map(({ label, missing }) => `${label} ${missing}`).sort()).toEqual([
      'away.txt content',
      'ghost.txt content',
      'virus.exe content',
    ]);
    expect(receipt.gaps.find(({ label }) => label === 'virus.exe')?.upstreamCode).toBe(
      'malwareDetected',
    );
  }

  control.breakItem('away.txt', null);
  control.breakItem('ghost.txt', null);
  control.delete('virus.exe');
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete', gaps: [] });
  await expectEqual(simulated);
  await engine.close();
});

test('documents that are handed out other than listed are kept as they came, and it is noted', async () => {
  const { simulated, control } = opened({ rewriting: 'served' });
  await control.upload('letter.html', '<p>a letter</p>');
  await control.upload('plain.txt', 'a text');
  const engine = await simulated.open();

  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });

  const kept = await simulated.kept();
  const roles = [...kept.values()].map(({ parts }) => parts.map(({ role }) => role).join(' '));
  expect(roles.sort()).toEqual(['attachment', 'attachments attachment']);
  await engine.close();
});

test('shortcuts are listed without contents, and who may do what is kept of what is shared', async () => {
  const { simulated, control } = opened();
  control.put('shared.txt', 'ours');
  control.shareByLink('shared.txt');
  control.shortcut('Their folder', {
    id: '01AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    driveId: 'b!other',
    name: 'Their folder',
    size: 5,
    isFolder: true,
    owner: { id: 'u', name: 'Sam', username: 'sam@example.com' } as never,
  });
  const engine = await simulated.open();

  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });

  const { metas } = await keptOfDrive(simulated);
  const byName = new Map([...metas.values()].map((meta) => [meta.name, meta]));
  expect(byName.get('Their folder')).toMatchObject({ kind: 'link', remote: { isFolder: true } });
  expect(byName.get('shared.txt')?.permissions).toMatchObject([
    { roles: ['owner'] },
    { link: { type: 'view' } },
  ]);
  await engine.close();
});

test('folders of a drive are lists: what is in them, what has left them, what is lost', async () => {
  const { simulated, control } = opened();
  control.put('Taxes/2024/return.pdf', 'a return');
  control.put('Taxes/note.txt', 'a note');
  control.put('top.txt', 'top');
  const engine = await simulated.open();
  await backUp(engine, 'drive');

  const folders = async () => {
    const all = await engine.listContainers(PAT.id, 'drive');
    return all.map(({ id, parent, name, present, gone, isGone }) => ({
      id,
      name,
      parent: all.find((each) => each.id === parent)?.name ?? null,
      present,
      gone,
      isGone,
    }));
  };
  const list = async (name: string, show: 'all' | 'gone' = 'all') => {
    const { id } = (await folders()).find((each) => each.name === name)!;
    const query = {
      account: PAT.id,
      source: 'drive',
      container: id,
      sort: 'subject',
      descending: false,
      show,
    } as const;
    const { rows } = await engine.listItems(query, null, 50);
    return rows.map(
      ({ subject, kind, movedTo, lastSeenAt }) =>
        `${subject} ${kind}${movedTo === null ? '' : ' moved'}${movedTo === null && lastSeenAt !== null ? ' lost' : ''}`,
    );
  };
  expect(
    (await folders()).map(({ name, parent, present }) => `${parent}/${name} ${present}`).sort(),
  ).toEqual(['OneDrive/Taxes 2', 'Taxes/2024 1', 'null/OneDrive 2']);
  expect(await list('Taxes')).toEqual(['2024 folder', 'note.txt file']);

  control.move('Taxes/note.txt', 'Taxes/2024');
  control.rename('Taxes', 'Duties');
  await backUp(engine, 'drive');
  expect(await list('Duties')).toEqual(['2024 folder', 'note.txt file moved']);
  expect(await list('2024')).toEqual(['note.txt file', 'return.pdf file']);
  expect(await list('OneDrive')).toEqual(['Duties folder', 'top.txt file']);

  control.delete('Duties');
  await backUp(engine, 'drive');
  expect(await list('OneDrive')).toEqual(['Duties folder lost', 'top.txt file']);
  expect(await list('2024', 'gone')).toEqual(['note.txt file lost', 'return.pdf file lost']);
  expect(
    (await folders())
      .filter(({ isGone }) => isGone)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['2024', 'Duties']);
  await engine.close();
});

// As many as are asked for, and as few as some services give whatever is asked for.
test.each([999, 200])(
  'a first copy asks once for each file, and for lists of %i',
  async (length) => {
    const { simulated, control, troubles } = opened();
    troubles.quirks.mostPerPage = length;
    for (let number = 0; number < 900; number += 1)
      control.put(`f${number % 3}/${number}.txt`, `${number}`);
    const engine = await simulated.open();

    const receipt = await backUp(engine, 'drive');

    expect(receipt.verdict).toBe('complete');
    // The root, delta, each folder's list, and the files.
    const lists = Math.ceil(903 / length) + 3 * Math.ceil(300 / length);
    expect(receipt.requests).toBeLessThanOrEqual(1 + lists + 900);
    await expectEqual(simulated);
    await engine.close();
  },
);

test('the lists follow a copy from checkpoint to checkpoint, in whatever order what is stored is read', async () => {
  const { simulated, control } = opened();
  for (let number = 0; number < 400; number += 1)
    control.put(`small/${number % 5}/${number}.bin`, `${number}`);
  const engine = await simulated.open();
  // Every request takes so long that a checkpoint is due.
  simulated.onRequest = () => simulated.clock.advance(30_000);

  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });

  expect(simulated.reports).toEqual([]);
  expect(await engine.listContainers(PAT.id, 'drive')).toHaveLength(7);
  await engine.close();
});

test.each(['sha1', 'sha256', 'quickXor'] as const)(
  'where %s is the only hash, bytes that came wrong are a gap, and right ones are whole',
  async (kind) => {
    const { simulated, control } = opened({ hashes: [kind] });
    const text = new TextEncoder().encode('what was written');
    let served = text;
    control.put('right.bin', text);
    // It is read for its hash first, and from then on another letter comes.
    control.put('wrong.bin', {
      size: text.length,
      read: async (start, end) => {
        const bytes = served.slice(start, end);
        served = text.map((byte, at) => (at === 3 ? byte ^ 1 : byte));
        return bytes;
      },
    });
    const engine = await simulated.open();

    const { gaps } = await backUp(engine, 'drive');

    expect(gaps).toMatchObject([{ label: 'wrong.bin', code: 'server-error' }]);
    expect((await keptOfDrive(simulated)).unwhole).toEqual(['wrong.bin']);
    await engine.close();
  },
);
