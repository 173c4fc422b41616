import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';

/** When somebody is told, and which section of the runbook says what to do. */
export type AlarmDeclaration = {
  readonly noun: string;
  /** Heading in `docs/runbook.md`. */
  readonly runbook: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** Periods in a row. */
  readonly periods?: number;
  /** Whether silence is as bad. */
  readonly silenceIsBad?: boolean;
};

/** A metric of a service over some minutes. */
export function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  { statistic = Stats.SUM, minutes = 5 }: { readonly statistic?: string; readonly minutes?: number } = {},
): Metric {
  return new Metric({
    namespace,
    metricName,
    dimensionsMap: { ...dimensionsMap },
    statistic,
    period: Duration.minutes(minutes),
  });
}

/** Alarms that tell one topic when they begin and when they end. */
export class Alarms extends Construct {
  readonly made: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly place: Place;
      readonly topic: ITopic;
      readonly declarations: readonly AlarmDeclaration[];
    },
  ) {
    super(scope, id);
    const { place, topic, declarations } = props;
    this.made = declarations.map((declared) => {
      const alarm = new Alarm(this, declared.noun, {
        alarmName: place.names.of(declared.noun),
        alarmDescription: `What to do: docs/runbook.md#${declared.runbook}`,
        metric: declared.metric,
        threshold: declared.threshold,
        evaluationPeriods: declared.periods ?? 1,
        comparisonOperator: declared.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData:
          declared.silenceIsBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
      return alarm;
    });
  }
}
