import { Rule, RuleTargetInput, type Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Place } from '../place.ts';

export type Scheduled = {
  readonly place: Place;
  /** Of the rule: what is done. */
  readonly noun: string;
  readonly description: string;
  readonly schedule: Schedule;
  readonly event: Readonly<Record<string, unknown>>;
  readonly to: LambdaFunction;
  readonly dead: Queue;
  /** Whether it is done in a region that stands by, too. */
  readonly standby: boolean;
};

/** Calls a function at set times; what fails three times is kept in a queue. */
export function schedule(scope: Construct, props: Scheduled): Rule {
  const { place, noun, event, to, dead, standby } = props;
  return new Rule(scope, `Schedule-${noun}`, {
    ruleName: place.names.of(noun),
    description: props.description,
    schedule: props.schedule,
    enabled: place.active || standby,
    targets: [
      new LambdaTarget(to, {
        event: RuleTargetInput.fromObject(event),
        deadLetterQueue: dead,
        retryAttempts: 2,
      }),
    ],
  });
}
