import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** The sign-in service's signing key: RS256, made when it is first needed, new in each run. */
export class SigningKey {
  #pair: Promise<{ privateKey: CryptoKey; jwk: JWK }> | undefined;

  constructor(readonly id: string) {}

  async sign(claims: JWTPayload): Promise<string> {
    const { privateKey } = await this.#load();
    return new SignJWT(claims)
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: this.id })
      .sign(privateKey);
  }

  async publicJwk(): Promise<JWK> {
    return (await this.#load()).jwk;
  }

  #load() {
    this.#pair ??= generateKeyPair('RS256', { extractable: true }).then(
      async ({ privateKey, publicKey }) => ({
        privateKey,
        jwk: { ...(await exportJWK(publicKey)), kid: this.id, use: 'sig' },
      }),
    );
    return this.#pair;
  }
}
