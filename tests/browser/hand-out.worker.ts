import { openHandOut } from '../../shared/backend/hand-out.ts';

/** Opens as many files at once as it is told, under one name, and tells what each holds in the end. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener('message', ({ data }: MessageEvent<{ folder: string; count: number }>) => {
  const make = async (number: number) => {
    const handOut = await openHandOut(data.folder, 'look', 'film.bin');
    await handOut.write(new TextEncoder().encode(`film ${number}`));
    return (await handOut.finish()).text();
  };
  const all = Array.from({ length: data.count }, (_, number) => make(number));
  Promise.all(all).then(
    (texts) => scope.postMessage(texts),
    (error: unknown) => scope.postMessage(String(error)),
  );
});
