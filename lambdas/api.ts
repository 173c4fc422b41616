import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsDeliveryQueue } from '#adapters/aws/sqs-delivery-queue.ts';
import { SqsMessageQueue } from '#adapters/aws/sqs-message-queue.ts';
import { requestWithdrawal } from '#app/publication/withdraw.ts';
import { makeAuthenticate } from '#http/authentication.ts';
import { type ApiHandler, apiHandler, REQUEST_RATE } from '#http/handler.ts';
import type { Route } from '#http/route.ts';
import { version } from '../package.json';
import { openDirectory } from './directory.ts';
import { ApiEnvironment } from './environment.ts';
import type { WithdrawalMessage } from './events/delivery-message.ts';
import type { DownloadMessage } from './events/download-message.ts';
import { log } from './log.ts';
import { environmentOf } from './parsed.ts';
import { openPlatform } from './platform.ts';
import { withdrawalQueue } from './withdrawal-queue.ts';

/** Within what API Gateway waits for, with room for a cold start. */
const WITHDRAWAL_WAIT_MS = 15_000;

/** The handler of one function of the API, on what its environment names. */
export function apiFunction(routes: readonly Route[]): ApiHandler {
  const environment = environmentOf(ApiEnvironment);
  const sqs = new SQSClient();
  const queueUrl = environment.SAFESTATS_DELIVERY_QUEUE_URL;
  const downloads = new SqsMessageQueue<DownloadMessage>({
    client: sqs,
    queueUrl: environment.SAFESTATS_DOWNLOAD_QUEUE_URL,
  });
  const withdrawals = new SqsMessageQueue<WithdrawalMessage>({ client: sqs, queueUrl });
  const platform = {
    ...openPlatform(environment),
    queue: new SqsDeliveryQueue({ client: sqs, queueUrl }),
    downloads: { submit: (user: string, download: string) => downloads.send({ user, download }) },
    identity: openDirectory(environment.SAFESTATS_USER_POOL_ID),
  };
  const issuer = environment.SAFESTATS_ISSUER;
  return apiHandler(routes, {
    platform,
    authenticate: makeAuthenticate({
      ...platform,
      issuer,
      jwksUrl: `${issuer}/.well-known/jwks.json`,
      clientId: environment.SAFESTATS_CLIENT_ID,
      audience: null,
    }),
    log,
    version,
    requestRate: REQUEST_RATE,
    invitationLink: () => `${environment.SAFESTATS_SITE_ORIGIN}/`,
    withdraw: (caller, dataset, number) =>
      requestWithdrawal(
        platform,
        withdrawalQueue(withdrawals, platform.newId),
        caller,
        dataset,
        number,
        WITHDRAWAL_WAIT_MS,
      ),
  });
}
