import { generate } from 'selfsigned';

/** A certificate nobody vouches for, for `hosts`: browsers in tests are told to take it. */
export async function selfSignedCertificate(
  hosts: readonly string[],
): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: hosts[0] ?? '' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  return { key, cert };
}
