import * as z from 'zod';
import { countText, NotTried, ok, type Probe, spanText, wrong } from '../probe.ts';
import { sendTo } from '../site.ts';

const Me = z.object({ email: z.string(), roles: z.array(z.string()) });
const Apis = z.object({ Items: z.array(z.object({ Name: z.string(), ApiEndpoint: z.string() })) });

export const noToken: Probe = {
  name: 'no-token',
  what: 'The API answers nobody without a token, also where it is asked past the site',
  why: 'the authoriser of each route',
  wants: ['--env or --site'],
  makes: null,
  async run({ cloud, origin, clock }) {
    const origins = [...(origin === null ? [] : [origin]), ...(await apis(cloud))];
    if (origins.length === 0) throw new NotTried('give --env, --site or both');
    const made = 'eyJhbGciOiJSUzI1NiJ9.e30.bWFkZSB1cA';
    for (const at of origins)
      for (const headers of [{}, { authorization: `Bearer ${made}` }]) {
        const { status } = await sendTo(at, clock, 'GET', '/v1/me', { headers });
        if (status !== 401)
          return wrong(
            `${at}/v1/me answered ${status} ${'authorization' in headers ? 'to a token that was made up' : 'without a token'}`,
            'look at the authoriser of the stack `api`, and at the routes of the API',
          );
      }
    return ok(`401 from ${origins.join(' and ')}, without a token and with one that was made up`);
  },
};

export const token: Probe = {
  name: 'token',
  what: 'A token is admitted',
  why: 'access tokens of Cognito have no `aud`: the authoriser takes `client_id`',
  wants: ['--site'],
  makes: null,
  async run({ site }) {
    const at = site();
    const claims = at.claims();
    const { status, body, ms } = await at.send('GET', '/v1/me');
    if (status !== 200)
      return wrong(
        `it is refused with ${status}`,
        'take another one; if that is refused too, look at issuer and client of the authoriser (stack `api`)',
      );
    const { roles } = Me.parse(body);
    if (!roles.includes('super-admin')) throw new NotTried('the token is not of a Super Admin');
    const audience = claims?.['aud'] === undefined ? 'without' : 'with';
    return ok(`${countText(roles.length, 'role')} in ${spanText(ms)}, ${audience} aud`);
  },
};

export const signOut: Probe = {
  name: 'sign-out',
  what: 'A sign-in that was ended ends for every token of it',
  why: 'API Gateway keeps nothing of sessions: each function asks the registry',
  wants: ['--site'],
  makes: 'the sign-in of the token end, for good',
  alone: true,
  async run({ site }) {
    const at = site();
    const ended = await at.send('POST', '/v1/me/sign-out');
    if (ended.status === 401) throw new NotTried('the token does not hold any more');
    if (ended.status === 409) throw new NotTried('the token belongs to no sign-in: take one of the site');
    if (ended.status !== 204) return wrong(`it answered ${ended.status}`, 'look at the log of `api-explore`');
    const { status, ms } = await at.send('GET', '/v1/me');
    return status === 401
      ? ok(`the token was refused ${spanText(ms)} later`)
      : wrong(`the token is answered with ${status} all the same`, 'look at the log of `api-explore`');
  },
};

/** Addresses of the API in both regions, past the site; none without --env. */
async function apis(cloud: Parameters<Probe['run']>[0]['cloud']): Promise<readonly string[]> {
  let at: ReturnType<typeof cloud>;
  try {
    at = cloud();
  } catch (error) {
    if (error instanceof NotTried) return [];
    throw error;
  }
  const found: string[] = [];
  for (const region of at.regions) {
    const { Items } = Apis.parse(await at.aws(['apigatewayv2', 'get-apis', '--region', region]));
    const api = Items.find(({ Name }) => Name === at.names.of('api'));
    if (api === undefined) throw new Error(`there is no API ${at.names.of('api')} in ${region}`);
    found.push(api.ApiEndpoint);
  }
  return found;
}
