/** Which hosts a Region's services have: the core's table of partitions and its rules, as far as a relay needs them. */

/** A set of Regions that has its own domains. */
export interface Partition {
  /** The name, as it stands in ARNs. */
  readonly name: string;
  /** Where its services stand. */
  readonly dnsSuffix: string;
  /** Where they stand for IPv4 and IPv6. */
  readonly dualStackDnsSuffix: string;
  /** What its Regions' names start with, up to the last two words: `us` for `us-east-1`. */
  readonly regionPrefixes: readonly string[];
}

/** Which of a service's hosts to use. */
export interface HostVariant {
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** The core knows the same ones (`src/aws/partition.rs`); a test holds the two and the SDKs' `partitions.json` equal. */
export const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws',
    dnsSuffix: 'amazonaws.com',
    dualStackDnsSuffix: 'api.aws',
    regionPrefixes: ['us', 'eu', 'ap', 'sa', 'ca', 'me', 'af', 'il', 'mx'],
  },
  {
    name: 'aws-cn',
    dnsSuffix: 'amazonaws.com.cn',
    dualStackDnsSuffix: 'api.amazonwebservices.com.cn',
    regionPrefixes: ['cn'],
  },
  {
    name: 'aws-us-gov',
    dnsSuffix: 'amazonaws.com',
    dualStackDnsSuffix: 'api.aws',
    regionPrefixes: ['us-gov'],
  },
  {
    name: 'aws-eusc',
    dnsSuffix: 'amazonaws.eu',
    dualStackDnsSuffix: 'api.amazonwebservices.eu',
    regionPrefixes: ['eusc-de'],
  },
  {
    name: 'aws-iso',
    dnsSuffix: 'c2s.ic.gov',
    dualStackDnsSuffix: 'api.aws.ic.gov',
    regionPrefixes: ['us-iso'],
  },
  {
    name: 'aws-iso-b',
    dnsSuffix: 'sc2s.sgov.gov',
    dualStackDnsSuffix: 'api.aws.scloud',
    regionPrefixes: ['us-isob'],
  },
  {
    name: 'aws-iso-e',
    dnsSuffix: 'cloud.adc-e.uk',
    dualStackDnsSuffix: 'api.cloud-aws.adc-e.uk',
    regionPrefixes: ['eu-isoe'],
  },
  {
    name: 'aws-iso-f',
    dnsSuffix: 'csp.hci.ic.gov',
    dualStackDnsSuffix: 'api.aws.hci.ic.gov',
    regionPrefixes: ['us-isof'],
  },
];

/** What a Region may look like at all, before the table is asked. */
const REGION = /^(?=.{1,32}$)([a-z]{2,5}(?:-[a-z]+)*)-[a-z]+-\d+$/;

/**
 * The partition of a Region; `undefined` for what is the name of no Region.
 *
 * INVARIANT: A Region with a partition is lower-case letters, digits and inner dashes, so it is one label of a host name.
 */
export function partitionOf(region: string): Partition | undefined {
  const prefix = REGION.exec(region)?.[1];
  if (prefix === undefined) return undefined;
  return PARTITIONS.find(({ regionPrefixes }) => regionPrefixes.includes(prefix));
}

/** The host of a service in a Region of this partition. */
export function hostOf(
  service: 'oidc' | 'portal.sso',
  region: string,
  { name, dnsSuffix, dualStackDnsSuffix }: Partition,
  { fips, dualStack }: HostVariant,
): string {
  // GovCloud's plain hosts are its FIPS hosts.
  const isPlain = !fips || (name === 'aws-us-gov' && !dualStack);
  const suffix = dualStack ? dualStackDnsSuffix : dnsSuffix;
  return `${service}${isPlain ? '' : '-fips'}.${region}.${suffix}`;
}
