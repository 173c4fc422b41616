import * as z from 'zod';
import { countText, driftOf, ok, type Probe, wrong } from '../probe.ts';

const Notification = z.looseObject({ NotificationType: z.string(), Threshold: z.number() });
const Notifications = z.object({ Notifications: z.array(Notification) });
const Subscribers = z.object({ Subscribers: z.array(z.object({ Address: z.string() })) });
const Topic = z.object({
  Attributes: z.object({ Policy: z.string(), KmsMasterKeyId: z.string().optional() }),
});
const KeyPolicy = z.object({ Policy: z.string() });
const SERVICE = 'budgets.amazonaws.com';
const DRIFT = driftOf('observability');

export const budget: Probe = {
  name: 'budget',
  what: 'The budget may tell an encrypted topic',
  why: 'policies of the topic and of its key',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const { aws, names, account, regions } = cloud();
    const [region] = regions;
    const named = ['--account-id', account, '--budget-name', names.of('month')];
    const { Notifications: told } = Notifications.parse(
      await aws(['budgets', 'describe-notifications-for-budget', ...named]),
    );
    if (told.length === 0) return wrong('it tells nobody', DRIFT);
    const topic = names.topicArn(region);
    for (const notification of told) {
      const which = ['--notification', JSON.stringify(notification)];
      const { Subscribers: who } = Subscribers.parse(
        await aws(['budgets', 'describe-subscribers-for-notification', ...named, ...which]),
      );
      if (!who.some(({ Address }) => Address === topic))
        return wrong(`at ${notification.Threshold} % it does not tell the topic of alarms`, DRIFT);
    }
    const { Attributes } = Topic.parse(
      await aws(['sns', 'get-topic-attributes', '--topic-arn', topic, '--region', region]),
    );
    const key = Attributes.KmsMasterKeyId;
    if (key === undefined) return wrong('the topic of alarms is not encrypted', DRIFT);
    const { Policy } = KeyPolicy.parse(
      await aws(['kms', 'get-key-policy', '--key-id', key, '--policy-name', 'default', '--region', region]),
    );
    for (const [policy, of] of [
      [Attributes.Policy, 'topic'],
      [Policy, 'key of the topic'],
    ] as const)
      if (!policy.includes(SERVICE))
        return wrong(
          `the policy of the ${of} does not name ${SERVICE}`,
          'look for drift of the stacks `keys` and `observability`',
        );
    return ok(
      `${countText(told.length, 'notification')}, to a topic and under a key that let budgets in; the first message cannot be forced`,
    );
  },
};
