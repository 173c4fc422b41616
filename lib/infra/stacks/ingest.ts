import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '#lambdas/functions.ts';
import { deadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { engineVariables } from '../constructs/environment.ts';
import { type CodeSource, ProductFunction } from '../constructs/function.ts';
import { KEEPS_TABLES, LakeGrants } from '../constructs/lake-grants.ts';
import { QueueWithDeadLetters, workOff } from '../constructs/queue.ts';
import { SftpServer } from '../constructs/sftp.ts';
import { type Place, PlacedStack } from '../place.ts';
import type { ResourcePlace } from '../policies/resources.ts';
import { ARRIVALS } from './lake.ts';

/** One call takes one file or delivery, which may need all of its time; four datasets are processed beside each other. */
const PACE = { batch: 1, atOnce: 4 } as const;

/** From a file that was scanned to a publication. */
export class IngestStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: { readonly at: ResourcePlace; readonly code: CodeSource },
  ) {
    super(scope, 'ingest', place, { stateful: false, description: 'SafeStats: deliveries' });
    const { at } = props;
    const keyArn = at.keys.operations;
    const queue = (noun: string, timeoutSeconds: number, fifo = false) =>
      new QueueWithDeadLetters(this, `${noun}-queue`, { place, noun, keyArn, timeoutSeconds, fifo });
    const { timeoutSeconds } = FUNCTIONS.ingest;
    const arrivals = queue('arrivals', timeoutSeconds);
    const deliveries = queue('deliveries', timeoutSeconds, true);
    const geographies = queue('geographies', FUNCTIONS.geography.timeoutSeconds);
    this.#scanned(keyArn, arrivals.queue);

    const environment = {
      ...engineVariables(place),
      SAFESTATS_DELIVERY_QUEUE_URL: place.names.queueUrl('deliveries.fifo', place.region),
      SAFESTATS_GEOGRAPHY_QUEUE_URL: place.names.queueUrl('geographies', place.region),
    };
    const ingest = new ProductFunction(this, { name: 'ingest', at, code: props.code, environment });
    const geography = new ProductFunction(this, { name: 'geography', at, code: props.code, environment });
    workOff(this, 'FromArrivals', { from: arrivals.queue, to: ingest.function, ...PACE });
    workOff(this, 'FromDeliveries', { from: deliveries.queue, to: ingest.function, ...PACE });
    workOff(this, 'FromGeographies', { from: geographies.queue, to: geography.function, ...PACE });
    for (const to of ['ingest', 'geography'] as const)
      new LakeGrants(this, `Grants-${to}`, {
        place,
        to,
        grants: KEEPS_TABLES,
        grantable: false,
      }).node.addDependency(ingest, geography);
    if (place.settings.sftp) new SftpServer(this, 'Sftp', { place, keyArn: at.keys.operations });
  }

  /** Clean files go to the function; of all others, somebody is told, and they stay where nobody can read them. */
  #scanned(keyArn: string, arrivals: Queue): void {
    const { place } = this;
    const bucketName = [place.names.bucket('ingest', place.region)];
    const results = (scanResultStatus: readonly unknown[]) => ({
      source: ['aws.guardduty'],
      detailType: ['GuardDuty Malware Protection Object Scan Result'],
      detail: {
        s3ObjectDetails: { bucketName, objectKey: ARRIVALS.map((prefix) => ({ prefix })) },
        scanResultDetails: { scanResultStatus },
      },
    });
    const lost = deadLetterQueue(this, place, 'scan-results', keyArn);
    new Rule(this, 'Clean', {
      ruleName: place.names.of('clean-files'),
      description: 'Files that were found clean are taken over',
      eventPattern: results(['NO_THREATS_FOUND']) as never,
      targets: [
        new SqsQueue(arrivals, { deadLetterQueue: lost, retryAttempts: 20, maxEventAge: Duration.hours(24) }),
      ],
    });
    const unclean = deadLetterQueue(this, place, 'unclean-files', keyArn);
    new Rule(this, 'NotClean', {
      ruleName: place.names.of('unclean-files'),
      description: 'Files that were not found clean are kept unread',
      eventPattern: results([{ 'anything-but': ['NO_THREATS_FOUND'] }]) as never,
      targets: [new SqsQueue(unclean, { deadLetterQueue: lost })],
    });
  }
}
