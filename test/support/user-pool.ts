import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Stands in for a user pool: its keys over HTTP, and access tokens in the shape that Cognito gives them. */
export type TestUserPool = {
  readonly issuer: string;
  readonly clientId: string;
  /** An access token of somebody who is signed in, as the value of an Authorization header. */
  readonly bearer: (user: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

export async function openUserPool(): Promise<TestUserPool> {
  const keys = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'pool-1', alg: 'RS256', use: 'sig' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/eu-west-2_Ab1Cd2Ef3`;
  const clientId = '4f7explorer';
  const bearer = async (user: string) => {
    const claims = {
      sub: user,
      client_id: clientId,
      token_use: 'access',
      origin_jti: `sign-in-of-${user}`,
      scope: 'openid email',
      username: user,
      generation: '1',
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'pool-1' })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime('15m')
      .sign(keys.privateKey);
    return `Bearer ${token}`;
  };
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { issuer, clientId, bearer, close };
}
