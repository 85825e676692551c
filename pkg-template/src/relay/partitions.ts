/** Under which DNS suffix a Region's services stand: the core's table of partitions, as far as a relay needs it. */

/** The core knows the same ones (`src/aws/partition.rs`); a test holds the two and the SDKs' `partitions.json` equal. */
export const PARTITIONS: readonly {
  /** The partition's name, as it stands in ARNs. */
  readonly name: string;
  /** Where its services stand. */
  readonly dnsSuffix: string;
  /** What its Regions' names start with, up to the last two words: `us` for `us-east-1`. */
  readonly regionPrefixes: readonly string[];
}[] = [
  {
    name: 'aws',
    dnsSuffix: 'amazonaws.com',
    regionPrefixes: ['us', 'eu', 'ap', 'sa', 'ca', 'me', 'af', 'il', 'mx'],
  },
  { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', regionPrefixes: ['cn'] },
  { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com', regionPrefixes: ['us-gov'] },
  { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu', regionPrefixes: ['eusc-de'] },
  { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov', regionPrefixes: ['us-iso'] },
  { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', regionPrefixes: ['us-isob'] },
  { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk', regionPrefixes: ['eu-isoe'] },
  { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', regionPrefixes: ['us-isof'] },
];

/** What a Region may look like at all, before the table is asked. */
const REGION = /^(?=.{1,32}$)([a-z]{2,5}(?:-[a-z]+)*)-[a-z]+-\d+$/;

/**
 * The DNS suffix for a Region's services; `undefined` for what is the name of no Region.
 *
 * INVARIANT: A Region with a suffix is lower-case letters, digits and inner dashes, so it is one label of a host name.
 */
export function dnsSuffixOf(region: string): string | undefined {
  const prefix = REGION.exec(region)?.[1];
  if (prefix === undefined) return undefined;
  return PARTITIONS.find(({ regionPrefixes }) => regionPrefixes.includes(prefix))?.dnsSuffix;
}
