/**
 * A folder whose handles fail where they are told, by the names of the browser's own errors.
 * Everything else goes to a real folder beneath.
 */
export interface Step {
  /** The handle's or writable's method. */
  method: string;
  /** Of the file or folder the handle is for; a method that names another one adds it. */
  path: string;
  /** Counts from 0. */
  number: number;
}

/** The name of the error to throw; `gone` never comes back, as in a browser that was killed. */
export type Plan = (step: Step) => string | undefined;

/** What `folder.worker.ts` is told. */
export interface KilledPut {
  root: FileSystemDirectoryHandle;
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Counts from the opening on. */
  step: number;
  canMove: boolean;
}

const WATCHED: ReadonlySet<string> = new Set([
  'getFileHandle',
  'getDirectoryHandle',
  'removeEntry',
  'entries',
  'keys',
  'getFile',
  'createWritable',
  'move',
  'write',
  'close',
  'abort',
]);

export class FaultyFolder {
  readonly handle: FileSystemDirectoryHandle;
  readonly steps: Step[] = [];
  plan: Plan;
  /** False: as in browsers whose files can't be moved. */
  canMove = true;

  constructor(root: FileSystemDirectoryHandle, plan: Plan = () => undefined) {
    this.plan = plan;
    this.handle = this.#wrap(root, '');
  }

  #wrap<T extends object>(inner: T, path: string): T {
    return new Proxy(inner, {
      get: (_, key) => {
        if (key === 'move' && !this.canMove) return undefined;
        const value: unknown = Reflect.get(inner, key, inner);
        if (typeof value !== 'function') return value;
        const name = String(key);
        const call = (...args: unknown[]) => value.apply(inner, args);
        if (!WATCHED.has(name)) return call;
        const isWrite = name === 'write' || name === 'move';
        return name === 'entries' || name === 'keys'
          ? (...args: unknown[]) => this.#iterate(name, path, () => call(...args))
          : async (...args: unknown[]) => {
              const [first] = args;
              const at = typeof first === 'string' && !isWrite ? join(path, first) : path;
              await this.#step(name, at);
              const result: unknown = await call(...args);
              return isHandle(result) ? this.#wrap(result, at) : result;
            };
      },
    });
  }

  async *#iterate(name: string, path: string, call: () => unknown): AsyncGenerator<unknown> {
    await this.#step(name, path);
    for await (const entry of call() as AsyncIterable<unknown>) {
      if (!Array.isArray(entry)) yield entry;
      else yield [entry[0], this.#wrap(entry[1] as object, join(path, String(entry[0])))];
    }
  }

  async #step(method: string, path: string): Promise<void> {
    const step = { method, path, number: this.steps.length };
    this.steps.push(step);
    const trouble = this.plan(step);
    if (trouble === 'gone') await new Promise(() => {});
    if (trouble !== undefined) throw new DOMException('told to fail', trouble);
  }
}

function isHandle(result: unknown): result is object {
  return (
    result instanceof FileSystemHandle ||
    (typeof FileSystemWritableFileStream !== 'undefined' &&
      result instanceof FileSystemWritableFileStream)
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
