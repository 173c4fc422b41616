import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PresignedLinks } from '#adapters/aws/presigned-links.ts';
import { SqsDeliveryQueue } from '#adapters/aws/sqs-delivery-queue.ts';
import { SqsMessageQueue } from '#adapters/aws/sqs-message-queue.ts';
import { requestWithdrawal } from '#app/publication/withdraw.ts';
import { makeAuthenticate, userPoolTokens } from '#http/authentication.ts';
import { type ApiHandler, REQUEST_RATE } from '#http/handler.ts';
import { problemResponse } from '#http/problem.ts';
import type { Services } from '#http/route.ts';
import { API_HEADERS } from '#http/security-headers.ts';
import { version } from '../package.json';
import { openDirectory } from './directory.ts';
import { ApiEnvironment } from './environment.ts';
import type { DownloadMessage } from './events/download-message.ts';
import type { WithdrawalMessage } from './events/withdrawal-message.ts';
import { log } from './log.ts';
import { environmentOf } from './parsed.ts';
import { openPlatform } from './platform.ts';
import { schemaGate } from './schema.ts';
import { withdrawalQueue } from './withdrawal-queue.ts';

/** Within what API Gateway waits for, with room for a cold start. */
const WITHDRAWAL_WAIT_MS = 15_000;

/** What a function of the API answers with, on what its environment names. Nothing of it works on after an answer. */
export function apiServices(): Services & { readonly links: PresignedLinks } {
  const environment = environmentOf(ApiEnvironment);
  const client = new SQSClient();
  const queueUrl = environment.SAFESTATS_DELIVERY_QUEUE_URL;
  const downloads = new SqsMessageQueue<DownloadMessage>({
    client,
    queueUrl: environment.SAFESTATS_DOWNLOAD_QUEUE_URL,
  });
  const platform = {
    ...openPlatform(environment),
    queue: new SqsDeliveryQueue({ client, queueUrl }),
    downloads: { submit: (user: string, download: string) => downloads.send({ user, download }) },
    identity: openDirectory(environment.SAFESTATS_USER_POOL_ID),
  };
  const withdrawals = withdrawalQueue(
    new SqsMessageQueue<WithdrawalMessage>({ client, queueUrl }),
    platform.newId,
  );
  return {
    platform,
    authenticate: makeAuthenticate({
      ...platform,
      ...userPoolTokens(environment.SAFESTATS_ISSUER),
      clientId: environment.SAFESTATS_CLIENT_ID,
    }),
    log,
    version,
    requestRate: REQUEST_RATE,
    links: new PresignedLinks({
      client: new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      buckets: { ingest: environment.SAFESTATS_INGEST_BUCKET, exports: environment.SAFESTATS_EXPORTS_BUCKET },
      siteOrigin: environment.SAFESTATS_SITE_ORIGIN,
    }),
    withdraw: (caller, dataset, number) =>
      requestWithdrawal(platform, withdrawals, caller, dataset, number, WITHDRAWAL_WAIT_MS),
  };
}

/** Answers only on stored data of this release's schema, anything else with a problem; `/health` always tells how it is. */
export function onSchema(
  { platform, log: tell }: Pick<Services, 'platform' | 'log'>,
  api: ApiHandler,
): ApiHandler {
  const holds = schemaGate(platform);
  return async (event, context) => {
    if (event.rawPath === '/health') return api(event, context);
    try {
      await holds();
    } catch (error) {
      const { statusCode, headers, body } = problemResponse(error, tell);
      return { statusCode, headers: { ...API_HEADERS, ...headers }, body };
    }
    return api(event, context);
  };
}
