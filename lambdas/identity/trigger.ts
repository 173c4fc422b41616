import type {
  CustomMessageTriggerEvent,
  PostConfirmationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
} from 'aws-lambda';
import * as z from 'zod';
import { accountClaims } from '#app/people/claims.ts';
import {
  accountForTokens,
  admitNewcomer,
  comeIn,
  type Outsider,
  passwordReplaced,
} from '#app/people/outside-provider.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { mailFor } from './mail.ts';

/** What a user pool asks; the same event goes back, with its response. */
export type TriggerEvent =
  | PreSignUpTriggerEvent
  | PostConfirmationTriggerEvent
  | PreTokenGenerationV2TriggerEvent
  | CustomMessageTriggerEvent;

/** Name of a federated provider → the domains for whose addresses it may speak. */
export const ProviderDomainsSchema = z.record(
  z.string(),
  z.array(z.string().transform((domain) => domain.toLowerCase())),
);
export type ProviderDomains = z.output<typeof ProviderDomainsSchema>;

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'identity'>;

/**
 * Answers a trigger of the user pool. A failure refuses what was asked; Cognito shows its message to the person, so that
 * it is one of the product's own.
 */
export async function answerTrigger<Event extends TriggerEvent>(
  desk: Desk,
  domains: ProviderDomains,
  event: Event,
): Promise<Event> {
  try {
    return await answer(desk, domains, event);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw noAnswer(cause);
  }
}

/** What a person is told of a failure that is none of theirs. */
export function noAnswer(cause: unknown): AppError {
  const text = 'SafeStats cannot answer at the moment: try again in a minute';
  return new AppError('UNAVAILABLE', text, { cause });
}

async function answer<Event extends TriggerEvent>(
  desk: Desk,
  domains: ProviderDomains,
  event: Event,
): Promise<Event> {
  switch (event.triggerSource) {
    case 'PreSignUp_SignUp':
      await admitNewcomer(desk, { ...outsiderOf(event), federatedFor: null });
      return event;
    case 'PreSignUp_ExternalProvider':
      await admitNewcomer(desk, { ...outsiderOf(event), federatedFor: domainsOf(domains, event.userName) });
      return { ...event, response: { ...event.response, autoConfirmUser: true } };
    case 'PreSignUp_AdminCreateUser':
      return event;
    case 'PostConfirmation_ConfirmSignUp':
      await comeIn(desk, personOf(domains, event));
      return event;
    case 'PostConfirmation_ConfirmForgotPassword':
      await passwordReplaced(desk, personOf(domains, event).id);
      return event;
    case 'TokenGeneration_HostedAuth':
    case 'TokenGeneration_Authentication':
    case 'TokenGeneration_NewPasswordChallenge':
    case 'TokenGeneration_AuthenticateDevice':
    case 'TokenGeneration_RefreshTokens':
      return { ...event, response: await tokensFor(desk, domains, event) };
    case 'CustomMessage_SignUp':
    case 'CustomMessage_AdminCreateUser':
    case 'CustomMessage_ResendCode':
    case 'CustomMessage_ForgotPassword':
    case 'CustomMessage_UpdateUserAttribute':
    case 'CustomMessage_VerifyUserAttribute':
    case 'CustomMessage_Authentication':
      return { ...event, response: mailFor(event.triggerSource, event.request) };
    default:
      throw new Error('the user pool asks what this function does not answer');
  }
}

/** Claims are text: Cognito takes them so in every version of this trigger. */
async function tokensFor(
  desk: Desk,
  domains: ProviderDomains,
  event: PreTokenGenerationV2TriggerEvent,
): Promise<PreTokenGenerationV2TriggerEvent['response']> {
  const occasion = event.triggerSource === 'TokenGeneration_RefreshTokens' ? 'refresh' : 'sign-in';
  const user = await accountForTokens(desk, personOf(domains, event), occasion);
  const { 'cognito:groups': groups, generation } = accountClaims(user);
  const claims = { generation: String(generation) };
  return {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: claims },
      idTokenGeneration: {
        claimsToAddOrOverride: { ...claims, name: user.name, 'custom:organisation': user.organisation },
      },
      groupOverrideDetails: { groupsToOverride: groups, iamRolesToOverride: [] },
    },
  };
}

function personOf(domains: ProviderDomains, event: TriggerEvent): Outsider {
  const {
    sub,
    identities,
    email_verified: verified,
    'cognito:user_status': status,
  } = event.request.userAttributes;
  const isFederated = status === 'EXTERNAL_PROVIDER' || identities !== undefined;
  if (sub === undefined || sub === '') throw new Error('the user pool tells of nobody');
  return {
    ...outsiderOf(event),
    id: brandId<UserId>(sub),
    verified: verified === 'true',
    federatedFor: isFederated ? domainsOf(domains, event.userName) : null,
  };
}

function outsiderOf({ request }: TriggerEvent): Pick<Outsider, 'email' | 'name'> {
  const { email = '', name = '' } = request.userAttributes;
  return { email, name };
}

/** A federated person is called after their provider: `<provider>_<their id there>`. */
function domainsOf(domains: ProviderDomains, userName: string): readonly string[] {
  const called = userName.toLowerCase();
  const named = Object.entries(domains).filter(([provider]) =>
    called.startsWith(`${provider.toLowerCase()}_`),
  );
  return named.toSorted(([a], [b]) => b.length - a.length)[0]?.[1] ?? [];
}
