// The secrets of what was sent, so that they can be looked for elsewhere.

import type { Heard } from './server.js';

/** Everything secret in the requests: tokens, codes, verifiers, client secrets. */
export function secretsIn(heard: readonly Heard[]): readonly string[] {
  const text = heard.map((each) => each.text).join('\n');
  const members =
    /"(?:clientSecret|code|codeVerifier|deviceCode|refreshToken)": ?"([^"]{8,})"|(?:x-amz-sso_bearer_token|x-amz-security-token|authorization): ?(?:Bearer )?(\S{20,})/gi;
  return [...text.matchAll(members)].map(([, member, header]) => member ?? header ?? '');
}
