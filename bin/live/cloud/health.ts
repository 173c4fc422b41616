import * as z from 'zod';
import { EDGE_REGION } from '#infra/place.ts';
import { countText, driftOf, NotTried, ok, type Probe, wrong } from '../probe.ts';

const Resources = z.object({
  StackResources: z.array(z.object({ ResourceType: z.string(), PhysicalResourceId: z.string() })),
});
const Observations = z.object({
  HealthCheckObservations: z.array(
    z.object({ Region: z.string().optional(), StatusReport: z.object({ Status: z.string() }) }),
  ),
});

export const health: Probe = {
  name: 'health',
  what: 'Health is asked from outside, of both regions',
  why: 'the alarm of an unreachable region hangs on it',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const { aws, names } = cloud();
    const asked = ['cloudformation', 'describe-stack-resources', '--stack-name', names.of('watch')];
    const { StackResources } = Resources.parse(await aws([...asked, '--region', EDGE_REGION]));
    const ids = StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === 'AWS::Route53::HealthCheck' ? [PhysicalResourceId] : [],
    );
    if (ids.length < 2) return wrong(`${countText(ids.length, 'health check')}, not 2`, driftOf('watch'));
    let askers = 0;
    for (const id of ids) {
      const { HealthCheckObservations } = Observations.parse(
        await aws(['route53', 'get-health-check-status', '--health-check-id', id]),
      );
      if (HealthCheckObservations.length === 0)
        throw new NotTried('Route 53 has not asked yet: try again in a few minutes');
      const bad = HealthCheckObservations.find(
        ({ StatusReport }) => !StatusReport.Status.startsWith('Success'),
      );
      if (bad !== undefined)
        return wrong(
          `${id} from ${bad.Region ?? 'outside'}: ${bad.StatusReport.Status}`,
          'ask /health of the API of that region: it says which part fails',
        );
      askers += HealthCheckObservations.length;
    }
    return ok(`${countText(ids.length, 'health check')}, well from ${askers} places`);
  },
};
