import { describe, expect, it } from 'vitest';
import { failOverSteps } from '../../bin/deployment/plan.ts';
import { differences, PRIMARY, resourcesOf, SECOND, templatesOf } from './stacks.ts';

const dev = templatesOf();
const moved = templatesOf({ active: 'second' });

describe('a region that stands by', () => {
  it('has every function, and only those schedules at work that keep its own audit and catalogue', () => {
    const enabled = (part: string) =>
      resourcesOf(dev, 'AWS::Events::Rule')
        .filter(
          ({ stack, resource }) =>
            stack.endsWith(part) &&
            resource.Properties?.['ScheduleExpression'] !== undefined &&
            resource.Properties['State'] === 'ENABLED',
        )
        .map(({ resource }) => String(resource.Properties?.['Name']).replace('safestats-dev-', ''))
        .sort();
    expect(enabled('second')).toEqual(['follow-publications', 'seal-audit']);
    expect(enabled('primary')).toEqual([
      'compare-profiles',
      'end-queries',
      'enforce-profiles',
      'follow-publications',
      'remove-expired',
      'remove-old-queries',
      'resume-deliveries',
      'roll-ups',
      'run-alerts',
      'seal-audit',
    ]);
  });
});

describe('a deployment whose second region is active', () => {
  const changes = differences(dev, moved);

  it('is made by the stacks that a fail-over deploys, and by no other', () => {
    const steps = Object.keys(dev).map((id) => ({ stack: id, id, region: '' }));
    const { must, may } = failOverSteps(steps);
    const changed = new Set(changes.map(({ at: path }) => path.split('/')[1]));
    expect([...must, ...may].map(({ id }) => id).sort()).toEqual([...changed].sort());
  });

  it('differs in the origins of the site and in what schedules are at work, and in nothing else', () => {
    const origins = /^\/site-\w+\/Resources\/Distribution\w+\/Properties\/DistributionConfig\/Origins\//;
    const schedules =
      /^\/(schedules|provisioner)-(primary|second)\/Resources\/Schedule\w+\/Properties\/State$/;
    const kinds = changes.map(({ at: path }) =>
      origins.test(path) ? 'origin' : schedules.test(path) ? 'schedule' : path,
    );
    expect(new Set(kinds)).toEqual(new Set(['origin', 'schedule']));
    expect(kinds.filter((kind) => kind === 'origin')).toHaveLength(6);
  });

  it('has each schedule at work in one region only, those of audit and catalogue in both', () => {
    const flips = changes.filter(({ at: path }) => path.endsWith('/State'));
    const swap = (part: string) =>
      part.endsWith('primary') ? ['ENABLED', 'DISABLED'] : ['DISABLED', 'ENABLED'];
    for (const { at: path, from, to } of flips)
      expect([from, to], path).toEqual(swap(path.split('/')[1] ?? ''));
    expect(flips).toHaveLength(16);
    const both = resourcesOf(moved, 'AWS::Events::Rule').filter(({ resource }) =>
      /-(seal-audit|follow-publications)$/.test(String(resource.Properties?.['Name'])),
    );
    expect(both.map(({ resource }) => resource.Properties?.['State'])).toEqual(Array(4).fill('ENABLED'));
  });

  it('talks to the other region when the operator says that it is active', () => {
    const text = JSON.stringify(resourcesOf(moved, 'AWS::CloudFront::Distribution'));
    expect(text).toContain(`.execute-api.${SECOND}.amazonaws.com`);
    expect(text).not.toContain(`.execute-api.${PRIMARY}.amazonaws.com`);
  });
});
