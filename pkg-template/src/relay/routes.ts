/** The routes: which path of the relay is which operation, and all that one may ask of it. */

/** One operation of IAM Identity Center. */
export interface Route {
  readonly service: 'oidc' | 'portal';
  /** The path at the service, which is also the end of the relay's. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** The parameters that its query may have, each at most once. */
  readonly parameters: readonly string[];
}

const ROUTES: readonly Route[] = [
  { service: 'oidc', path: '/client/register', method: 'POST', parameters: [] },
  { service: 'oidc', path: '/device_authorization', method: 'POST', parameters: [] },
  // Without parameters, so that `?aws_iam=t` (CreateTokenWithIAM) cannot be reached.
  { service: 'oidc', path: '/token', method: 'POST', parameters: [] },
  {
    service: 'portal',
    path: '/assignment/accounts',
    method: 'GET',
    parameters: ['max_result', 'next_token'],
  },
  {
    service: 'portal',
    path: '/assignment/roles',
    method: 'GET',
    parameters: ['account_id', 'max_result', 'next_token'],
  },
  {
    service: 'portal',
    path: '/federation/credentials',
    method: 'GET',
    parameters: ['account_id', 'role_name'],
  },
  { service: 'portal', path: '/logout', method: 'POST', parameters: [] },
];

const BY_PATH: ReadonlyMap<string, Route> = new Map(
  ROUTES.map((route) => [`/${route.service}${route.path}`, route]),
);

/** The route of a path and what it has for a Region, which may be none; `undefined` if the path is none of the relay's. */
export function routeOf(
  basePath: string,
  pathname: string,
): { readonly route: Route; readonly region: string } | undefined {
  if (!pathname.startsWith(`${basePath}/`)) return undefined;
  const [, region, ...rest] = pathname.slice(basePath.length).split('/');
  const route = BY_PATH.get(`/${rest.join('/')}`);
  return route === undefined || region === undefined ? undefined : { route, region };
}
