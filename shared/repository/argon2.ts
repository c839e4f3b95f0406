/** A file of its own, so that a build can load it by itself, when a passphrase is typed. */
export { argon2id } from 'hash-wasm';
