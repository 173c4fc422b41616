import { describe, expect, it } from 'vitest';
import { HOUSEKEEPING } from '#app/housekeeping.ts';
import { HousekeepingTasksSchema } from '#lambdas/events/housekeeping-tasks.ts';
import { IngestTaskSchema } from '#lambdas/events/ingest-task.ts';
import { ProvisionerTaskSchema } from '#lambdas/events/provisioner-task.ts';
import { QueryStateSchema } from '#lambdas/events/query-state.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { at, broken, type Found, listAt, resourcesOf, type Templates, templatesOf } from './stacks.ts';

const dev = templatesOf();
const PARTS = ['primary', 'second'] as const;

/** A name that a resource of the same stack has: `{ 'Fn::GetAtt': [id, 'Arn'] }` → that of its property. */
function nameOf(templates: Templates, stack: string, reference: unknown, property: string): string {
  const id = String(at(reference, 'Fn::GetAtt', 0) ?? at(reference, 'Ref'));
  return String(at(templates, stack, 'Resources', id, 'Properties', property));
}

/** The function that something of a stack calls; its ARN stands there where another stack makes it. */
function functionOf(templates: Templates, stack: string, reference: unknown): string {
  const name = JSON.stringify(reference).includes(':function:')
    ? (/:function:(safestats-dev-[a-z-]+)/.exec(JSON.stringify(reference))?.[1] ?? '')
    : nameOf(templates, stack, reference, 'FunctionName');
  return name.replace('safestats-dev-', '');
}

/** What would lose a message or an event, or have it worked on twice at once. */
function queueFaults(templates: Templates): readonly string[] {
  const queues = resourcesOf(templates, 'AWS::SQS::Queue');
  const named = ({ resource }: Found) => String(resource.Properties?.['QueueName']);
  const isDead = (queue: Found) => /-dead(\.fifo)?$/.test(named(queue));
  const mappings = resourcesOf(templates, 'AWS::Lambda::EventSourceMapping');
  const kept = queues
    .filter(({ resource }) => resource.Properties?.['MessageRetentionPeriod'] !== 14 * 24 * 60 * 60)
    .map((queue) => `${named(queue)} is not kept for two weeks`);
  const working = queues.filter((queue) => !isDead(queue));
  const lost = working.flatMap((queue) => {
    const { RedrivePolicy, VisibilityTimeout } = queue.resource.Properties ?? {};
    const dead = nameOf(templates, queue.stack, at(RedrivePolicy, 'deadLetterTargetArn'), 'QueueName');
    const mapping = mappings.find(
      ({ stack, resource }) =>
        stack === queue.stack && at(resource.Properties?.['EventSourceArn'], 'Fn::GetAtt', 0) === queue.id,
    );
    const to = functionOf(templates, queue.stack, mapping?.resource.Properties?.['FunctionName'] ?? {});
    const seconds = FUNCTIONS[to as FunctionName]?.timeoutSeconds;
    return [
      ...(at(RedrivePolicy, 'maxReceiveCount') === 3 &&
      dead === named(queue).replace(/(?=\.fifo$)|$/, '-dead')
        ? []
        : [`${named(queue)} has no dead letters of its own`]),
      ...(seconds !== undefined && Number(VisibilityTimeout) >= 6 * seconds
        ? []
        : [`${named(queue)} shows a message again while it is worked on`]),
    ];
  });
  const rules = resourcesOf(templates, 'AWS::Events::Rule').flatMap(({ stack, resource }) =>
    listAt(resource.Properties, 'Targets')
      .filter((target) => {
        const dead = nameOf(templates, stack, at(target, 'DeadLetterConfig', 'Arn'), 'QueueName');
        return !/^safestats-dev-[a-z-]+-dead$/.test(dead);
      })
      .map(() => `${stack}: ${String(resource.Properties?.['Name'])} has no dead letters`),
  );
  return [...kept, ...lost, ...rules];
}

describe('queues and rules', () => {
  it('keep what failed three times for two weeks, and show nothing again while it is worked on', () => {
    expect(queueFaults(dev)).toEqual([]);
    expect(resourcesOf(dev, 'AWS::SQS::Queue').length).toBeGreaterThan(20);
  });

  it.each([
    ['AWS::SQS::Queue', 'MessageRetentionPeriod', 1, 'kept for two weeks'],
    ['AWS::Events::Rule', 'Targets', 1, 'has no dead letters'],
  ] as const)('are noticed when a %s has another %s', (type, property, least, words) => {
    const worse = broken(dev, type, (properties) => {
      properties[property] = property === 'Targets' ? [{ Id: 'Target0' }] : 60;
    });
    const found = queueFaults(worse).filter((fault) => fault.includes(words));
    expect(found.length).toBeGreaterThanOrEqual(least);
  });

  it('may be sent to over TLS only', () => {
    const policies = resourcesOf(dev, 'AWS::SQS::QueuePolicy').map(({ resource }) =>
      listAt(resource.Properties, 'PolicyDocument', 'Statement').filter(
        (statement) =>
          at(statement, 'Effect') === 'Deny' &&
          at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false' &&
          at(statement, 'Principal', 'AWS') === '*',
      ),
    );
    expect(policies.map((denials) => denials.length)).toEqual(
      resourcesOf(dev, 'AWS::SQS::Queue').map(() => 1),
    );
  });
});

describe('a permission to call a function', () => {
  it('is given to services of AWS for one thing of this account each', () => {
    const permissions = resourcesOf(dev, 'AWS::Lambda::Permission').map(({ resource }) => [
      resource.Properties?.['Principal'],
      resource.Properties?.['SourceArn'] !== undefined,
    ]);
    const services = ['apigateway.amazonaws.com', 'cognito-idp.amazonaws.com', 'events.amazonaws.com'];
    expect(new Set(permissions.map(([principal]) => principal))).toEqual(new Set(services));
    expect(permissions.filter(([, isNarrow]) => !isNarrow)).toEqual([]);
  });
});

/** What a schedule hands to a function, read as the function does. */
const TASKS = {
  housekeeping: HousekeepingTasksSchema,
  ingest: IngestTaskSchema,
  provisioner: ProvisionerTaskSchema,
} as const;

describe('schedules', () => {
  const asked = (part: (typeof PARTS)[number]) =>
    resourcesOf(dev, 'AWS::Events::Rule')
      .filter(
        ({ stack, resource }) =>
          stack.endsWith(part) && resource.Properties?.['ScheduleExpression'] !== undefined,
      )
      .map(({ stack, resource }) => {
        const [target] = listAt(resource.Properties, 'Targets');
        return {
          to: functionOf(dev, stack, at(target, 'Arn')),
          input: JSON.parse(String(at(target, 'Input'))),
          when: String(resource.Properties?.['ScheduleExpression']),
        };
      });

  it.each(PARTS)('ask functions for what these know, in the %s region', (part) => {
    for (const { to, input } of asked(part).filter((one) => one.to !== 'audit-sealer'))
      expect([to, TASKS[to as keyof typeof TASKS].safeParse(input).success]).toEqual([to, true]);
    expect(asked(part)).toHaveLength(10);
  });

  it('leave nothing undone that can be asked for', () => {
    const inputs = asked('primary');
    const of = (name: string) => inputs.filter(({ to }) => to === name).map(({ input }) => input);
    const tasks = (name: 'ingest' | 'provisioner') =>
      of(name)
        .map(({ task }) => task)
        .sort();
    expect(
      of('housekeeping')
        .flatMap((input) => input.tasks)
        .sort(),
    ).toEqual(
      Object.keys(HOUSEKEEPING)
        .filter((task) => task !== 'audit')
        .sort(),
    );
    expect(of('audit-sealer')).toEqual([{}]);
    expect(tasks('ingest')).toEqual([...IngestTaskSchema.shape.task.options].sort());
    expect(tasks('provisioner')).toEqual([...ProvisionerTaskSchema.shape.task.options].sort());
  });

  it('seal the audit and end abandoned queries each minute, and compare profiles daily', () => {
    const when = (match: (one: { readonly to: string; readonly input: unknown }) => boolean) =>
      asked('primary').find(match)?.when;
    expect(when(({ to }) => to === 'audit-sealer')).toBe('rate(1 minute)');
    expect(when(({ input }) => JSON.stringify(input).includes('abandoned-queries'))).toBe('rate(1 minute)');
    expect(when(({ input }) => at(input, 'task') === 'compare')).toMatch(/^cron\(\d+ \d+ \* \* \? \*\)$/);
    expect(when(({ input }) => at(input, 'task') === 'enforce')).toBe('rate(15 minutes)');
  });
});

describe('a query of Athena that has ended', () => {
  it.each(PARTS)('is told to the function that finishes its record and audit, in the %s region', (part) => {
    const [rule] = resourcesOf(dev, 'AWS::Events::Rule', `schedules-${part}`).filter(
      ({ resource }) => resource.Properties?.['EventPattern'] !== undefined,
    );
    const pattern = rule?.resource.Properties?.['EventPattern'];
    expect(pattern).toEqual({
      source: [QueryStateSchema.shape.source.value],
      'detail-type': [QueryStateSchema.shape['detail-type'].value],
      detail: { currentState: ['SUCCEEDED', 'FAILED', 'CANCELLED'], workgroupName: [{ prefix: 'ss-' }] },
    });
    const [target] = listAt(rule?.resource.Properties, 'Targets');
    expect(functionOf(dev, `schedules-${part}`, at(target, 'Arn'))).toBe('query-ended');
    expect(rule?.resource.Properties?.['State']).toBe('ENABLED');
    expect(JSON.stringify(at(dev, `provisioner-${part}`, 'Resources'))).toContain(
      '"SAFESTATS_WORKGROUP_PREFIX":"ss-"',
    );
  });
});

describe('deliveries', () => {
  it('begin with a clean scan result, and tell somebody of every other', () => {
    const patterns = resourcesOf(dev, 'AWS::Events::Rule', 'ingest-primary').map(({ resource }) =>
      at(resource.Properties?.['EventPattern'], 'detail', 'scanResultDetails', 'scanResultStatus'),
    );
    expect(patterns).toEqual([['NO_THREATS_FOUND'], [{ 'anything-but': ['NO_THREATS_FOUND'] }]]);
  });

  it.each(PARTS)(
    'go from their scan to the queue of the function that takes them over, in the %s region',
    (part) => {
      const stack = `ingest-${part}`;
      const queued = resourcesOf(dev, 'AWS::Events::Rule', stack).map(({ resource }) =>
        nameOf(dev, stack, at(listAt(resource.Properties, 'Targets')[0], 'Arn'), 'QueueName'),
      );
      expect(queued).toEqual(['safestats-dev-arrivals', 'safestats-dev-unclean-files-dead']);
      const taken = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping', stack).map(({ resource }) => [
        nameOf(dev, stack, resource.Properties?.['EventSourceArn'], 'QueueName'),
        functionOf(dev, stack, resource.Properties?.['FunctionName']),
      ]);
      expect(taken).toEqual([
        ['safestats-dev-arrivals', 'ingest'],
        ['safestats-dev-deliveries.fifo', 'ingest'],
        ['safestats-dev-geographies', 'geography'],
      ]);
    },
  );

  it('are taken from queues whose function says which messages failed', () => {
    const mappings = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping');
    expect(mappings.map(({ resource }) => resource.Properties?.['FunctionResponseTypes'])).toEqual(
      mappings.map(() => ['ReportBatchItemFailures']),
    );
    expect(mappings).toHaveLength(9);
  });

  it('stay in order in a queue that is first in, first out, with dead letters that are too', () => {
    const fifo = resourcesOf(dev, 'AWS::SQS::Queue', 'ingest-primary').filter(
      ({ resource }) => resource.Properties?.['FifoQueue'] === true,
    );
    expect(fifo.map(({ resource }) => resource.Properties?.['QueueName']).sort()).toEqual([
      'safestats-dev-deliveries-dead.fifo',
      'safestats-dev-deliveries.fifo',
    ]);
  });

  it('come by SFTP only where the operator asks for it', { timeout: 120_000 }, () => {
    expect(resourcesOf(dev, 'AWS::Transfer::Server')).toEqual([]);
    expect(resourcesOf(templatesOf({ sftp: true }), 'AWS::Transfer::Server')).toHaveLength(2);
  });
});

describe('profiles', () => {
  it('are put in force when the registry says something else of them', () => {
    const stream = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping', 'provisioner-primary');
    const pattern = at(stream[0]?.resource.Properties, 'FilterCriteria', 'Filters', 0, 'Pattern');
    expect(JSON.parse(String(pattern))).toEqual({
      dynamodb: { Keys: { partition: { S: ['profile', 'stop', 'dataset', 'publication'] } } },
    });
    expect(at(stream[0]?.resource.Properties, 'DestinationConfig', 'OnFailure', 'Destination')).toBeDefined();
  });
});
