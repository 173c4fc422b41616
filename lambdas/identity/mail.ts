import type { CustomMessageTriggerEvent } from 'aws-lambda';

type Request = CustomMessageTriggerEvent['request'];
type Mail = { readonly emailSubject: string; readonly emailMessage: string; readonly smsMessage: string };

const OTHERWISE = 'If you did not ask for this, leave it: nothing happens.';

/**
 * What the user pool writes to people. It holds Cognito's placeholders for the code and the address that it was sent to,
 * and nothing else of the request: no name that somebody typed, and no link.
 */
export function mailFor(
  trigger: CustomMessageTriggerEvent['triggerSource'],
  { codeParameter, usernameParameter }: Pick<Request, 'codeParameter' | 'usernameParameter'>,
): Mail {
  switch (trigger) {
    case 'CustomMessage_AdminCreateUser':
      return mail('Your account for SafeStats', [
        `An account for SafeStats was made for you. Sign in as ${usernameParameter ?? ''} with the first password ${codeParameter}`,
        'You choose your own when you sign in. The first one holds for seven days.',
      ]);
    case 'CustomMessage_ForgotPassword':
      return mail('A new password for SafeStats', [
        `Your code to set a new password for SafeStats is ${codeParameter}`,
        OTHERWISE,
      ]);
    case 'CustomMessage_Authentication':
      return mail('Your code for SafeStats', [`Your code to sign in to SafeStats is ${codeParameter}`]);
    case 'CustomMessage_SignUp':
    case 'CustomMessage_ResendCode':
    case 'CustomMessage_UpdateUserAttribute':
    case 'CustomMessage_VerifyUserAttribute':
      return mail('Confirm your address for SafeStats', [
        `Your code to confirm this address for SafeStats is ${codeParameter}`,
        OTHERWISE,
      ]);
  }
}

function mail(subject: string, paragraphs: readonly [string, ...string[]]): Mail {
  return {
    emailSubject: subject,
    emailMessage: paragraphs.map((text) => `<p>${text}</p>`).join('\n'),
    smsMessage: paragraphs[0],
  };
}
