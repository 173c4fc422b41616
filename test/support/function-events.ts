import { randomUUID } from 'node:crypto';

/** A request as API Gateway hands it to a function (payload 2.0). */
export function httpEvent(
  method: string,
  path: string,
  more: {
    readonly authorization?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Record<string, unknown> {
  const [rawPath = '/', rawQueryString = ''] = path.split('?');
  const { authorization, body } = more;
  return {
    version: '2.0',
    routeKey: `${method} ${rawPath}`,
    rawPath,
    rawQueryString,
    headers: {
      host: 'api.safestats.example.org',
      'x-forwarded-for': '192.0.2.10',
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: 'api.safestats.example.org',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.10', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: `${method} ${rawPath}`,
      stage: '$default',
      time: '28/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_867_200_000,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** A batch as the event source mapping of a queue hands it to a function; a group makes it that of a FIFO queue. */
export function queueEvent(bodies: readonly unknown[], group?: string): Record<string, unknown> {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: randomUUID(),
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1795867200000',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1795867200001',
        ...(group === undefined ? {} : { MessageGroupId: group, SequenceNumber: `${index}` }),
      },
      messageAttributes: {},
      md5OfBody: '00000000000000000000000000000000',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-2:123456789012:queue${group === undefined ? '' : '.fifo'}`,
      awsRegion: 'eu-west-2',
    })),
  };
}

/** What EventBridge hands on when a file was scanned. */
export function scanEvent(
  bucketName: string,
  objectKey: string,
  status = 'NO_THREATS_FOUND',
): Record<string, unknown> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'GuardDuty Malware Protection Object Scan Result',
    source: 'aws.guardduty',
    account: '123456789012',
    time: '2026-11-28T12:00:00Z',
    region: 'eu-west-2',
    resources: ['arn:aws:guardduty:eu-west-2:123456789012:malware-protection-plan/b4c7f464ab3a4EXAMPLE'],
    detail: {
      schemaVersion: '1.0',
      scanStatus: 'COMPLETED',
      resourceType: 'S3_OBJECT',
      s3ObjectDetails: {
        bucketName,
        objectKey,
        eTag: 'ASIAI44QH8DHBEXAMPLE',
        versionId: 'd41d8cd98f00b204e9800998eEXAMPLE',
        s3Throttled: false,
      },
      scanResultDetails: {
        scanResultStatus: status,
        threats: status === 'THREATS_FOUND' ? [{ name: 'EICAR-Test-File (not a virus)' }] : null,
      },
    },
  };
}

/** What EventBridge hands on when a query of Athena has changed its state. */
export function queryStateEvent(queryExecutionId: string, workgroupName: string, currentState = 'SUCCEEDED') {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Athena Query State Change',
    source: 'aws.athena',
    account: '123456789012',
    time: '2026-11-28T12:00:00Z',
    region: 'eu-west-2',
    resources: [],
    detail: {
      versionId: '0',
      currentState,
      previousState: 'RUNNING',
      statementType: 'DML',
      queryExecutionId,
      workgroupName,
      sequenceNumber: '3',
    },
  };
}

/** What the stream of the registry's table hands to a function. */
export function streamEvent(keys: readonly (readonly [partition: string, sort: string])[]) {
  return {
    Records: keys.map(([partition, sort], index) => ({
      eventID: randomUUID(),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-2',
      dynamodb: {
        ApproximateCreationDateTime: 1_795_867_200,
        Keys: { partition: { S: partition }, sort: { S: sort } },
        SequenceNumber: `10000000000000000000${index}`,
        SizeBytes: 200,
        StreamViewType: 'KEYS_ONLY',
      },
      eventSourceARN: 'arn:aws:dynamodb:eu-west-2:123456789012:table/registry/stream/2026-11-28T00:00:00.000',
    })),
  };
}
