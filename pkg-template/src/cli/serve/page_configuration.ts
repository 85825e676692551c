/** What the page of the web console gets as `/config.json`. Nothing in it is secret. */

/** A session of the config file that is complete. */
export interface PageSession {
  /** The name of the `[sso-session]`. Any text. */
  readonly name: string;
  /** As it is configured. */
  readonly startUrl: string;
  readonly region: string;
  /** Left out where the config file says nothing of them. */
  readonly scopes?: readonly string[];
}

/** Why there are no sessions. */
export interface PageProblem {
  /** As those of `IdentityCenterError`. */
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  /** The next step. */
  readonly help?: string;
}

/** What the core knows of the config file, read anew for each page that loads. */
export interface PageOffer {
  /** In file order; empty if there are none, and if there is a problem. */
  readonly sessions: readonly PageSession[];
  /** The config file cannot be read, or not as it is. */
  readonly problem?: PageProblem;
}

/** Base URLs in the place of AWS's own, as the configuration has them. */
export interface PageEndpoints {
  readonly ssoOidc?: string;
  readonly sso?: string;
  readonly sts?: string;
}

/** All of it. `relay`, `endpoints`, `fips` and `dualStack` are options of an identity center, as they are. */
export interface PageConfiguration extends PageOffer {
  /** The base path of the relay on this origin. */
  readonly relay: string;
  readonly endpoints: PageEndpoints;
  readonly fips: boolean;
  readonly dualStack: boolean;
  /** Everything here is the sandbox's, and worth nothing. */
  readonly sandbox: boolean;
}
