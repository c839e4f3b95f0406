/** Starts the worker that is measured; `measure` is called from outside. */
const worker = new Worker(new URL('./repository.worker.ts', import.meta.url), { type: 'module' });

Object.assign(globalThis, {
  measure: (place: string) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ failed: message });
      worker.postMessage(place);
    }),
});
