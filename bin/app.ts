import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { safestatsStacks } from '#infra/app.ts';
import { settingsOf } from '#infra/settings.ts';

/** Stands for an account where nothing is deployed, so that the templates can be made without one. */
const EXAMPLE_ACCOUNT = '111122223333';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
safestatsStacks(app, settingsOf(app.node, process.env['CDK_DEFAULT_ACCOUNT'] ?? EXAMPLE_ACCOUNT), {
  code: existsSync('dist/lambdas') ? { kind: 'bundles', folder: 'dist/lambdas' } : { kind: 'none' },
  site: existsSync('web/dist/index.html') ? { kind: 'built', folder: 'web/dist' } : { kind: 'none' },
});
app.synth();
