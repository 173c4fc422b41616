import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

const cost = (...args: readonly string[]) => runCommand('ops', ['cost', ...args]).ended;

describe('ops cost', () => {
  it('prints what a month costs by service, and a query of each kind', async () => {
    const { code, out } = await cost();
    expect(code).toBe(0);
    for (const service of ['S3', 'DynamoDB', 'Athena', 'Lambda', 'Cognito', 'KMS', 'CloudTrail', 'WAF'])
      expect(out).toMatch(new RegExp(`^${service} +\\d+\\.\\d\\d$`, 'm'));
    expect(out).toMatch(/^everything +\d+\.\d\d$/m);
    expect(out).toMatch(/^overview +35 % +2\.49 MB +0\.000095 +0\.\d{6}$/m);
  }, 60_000);

  it('gives everything as JSON, under the assumptions that were changed', async () => {
    const { out } = await cost('--json', '--assumption', 'users=0', '--assumption=sftp-endpoints=2');
    const { lines, usd, assumptions } = JSON.parse(out) as {
      lines: { service: string; usd: number }[];
      usd: number;
      assumptions: { name: string; value: number; note: string }[];
    };
    expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(usd, 9);
    expect(lines.find(({ service }) => service === 'Athena')?.usd).toBe(0);
    expect(lines.find(({ service }) => service === 'Transfer Family')?.usd).toBeCloseTo(438, 9);
    expect(assumptions.find(({ name }) => name === 'users')?.value).toBe(0);
  }, 60_000);

  it('prints each assumption with where it comes from', async () => {
    const { out } = await cost('--assumptions');
    expect(out).toMatch(/^price-scan +5 +USD a TB +second hand +.*10 MB/m);
  }, 60_000);

  it('ends with 2 for an assumption that is none, and names those that are', async () => {
    const { code, err } = await cost('--assumption', 'recods=5');
    expect(code).toBe(2);
    expect(err).toContain('recods: is no assumption; there are records, records-per-month');
  }, 60_000);
});
