//! The partitions of AWS: which Regions they hold and under which DNS suffixes their services stand.

use crate::error::{Error, ErrorKind, Result};

/// A partition, after the SDKs' `partitions.json`.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partition's name, as it stands in ARNs.
    pub name: &'static str,
    /// Where its services stand.
    pub dns_suffix: &'static str,
    /// Where its services stand with IPv6 beside IPv4.
    pub dual_stack_dns_suffix: &'static str,
    /// What its Regions' names start with, up to the last two words: `us` for `us-east-1`.
    pub region_prefixes: &'static [&'static str],
}

/// All that are known. The package's relay has the same table (`relay/partitions.ts`).
pub const PARTITIONS: &[Partition] = &[
    AWS,
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        region_prefixes: &["cn"],
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        region_prefixes: &["us-gov"],
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        region_prefixes: &["eusc-de"],
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        region_prefixes: &["us-iso"],
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        region_prefixes: &["us-isob"],
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        region_prefixes: &["eu-isoe"],
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        region_prefixes: &["us-isof"],
    },
];

const AWS: Partition = Partition {
    name: "aws",
    dns_suffix: "amazonaws.com",
    dual_stack_dns_suffix: "api.aws",
    region_prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
};

impl Partition {
    /// The partition that a Region is in, by the form of its name; `None` if it has the form of none.
    pub fn of(region: &str) -> Option<&'static Self> {
        PARTITIONS.iter().find(|partition| partition.holds(region))
    }

    /// [`Partition::of`], or the commercial partition: a Region so new that its name has a new form is most likely
    /// there, and the SDKs take it so.
    pub fn of_or_aws(region: &str) -> &'static Self {
        Self::of(region).unwrap_or(&AWS)
    }

    pub(super) fn holds(&self, region: &str) -> bool {
        // The Region that stands for the whole partition, such as `aws-global`.
        region.strip_suffix("-global") == Some(self.name)
            || self.region_prefixes.iter().any(|prefix| {
                region
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_prefix('-'))
                    .is_some_and(is_direction_and_number)
            })
    }
}

/// Whether this is `\w+-\d+`, such as `east-1`.
fn is_direction_and_number(text: &str) -> bool {
    text.split_once('-').is_some_and(|(direction, number)| {
        !direction.is_empty()
            && direction
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Checks that a Region's name is one label of a host name, so that it can stand in one: letters, digits and inner
/// dashes, not digits alone, at most 63.
///
/// Fails with `ERR_CONFIG_INVALID`, or `ERR_NO_REGION` if it is empty.
pub fn check_region(region: &str) -> Result<()> {
    let well_formed = region.len() <= 63
        && !region.starts_with('-')
        && !region.ends_with('-')
        && region
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !region.bytes().all(|b| b.is_ascii_digit());
    if region.is_empty() {
        Err(missing_region())
    } else if well_formed {
        Ok(())
    } else {
        let shown: String = region.chars().flat_map(char::escape_default).collect();
        Err(Error::new(
            ErrorKind::ConfigInvalid,
            format!("Provided region_name '{shown}' doesn't match a supported format."),
        )
        .with_help("A Region looks like us-east-1; correct it where it is configured."))
    }
}

/// The error for a Region that nobody named.
pub(super) fn missing_region() -> Error {
    Error::new(ErrorKind::NoRegion, "Invalid Configuration: Missing Region")
        .with_help("Name a Region with --region, AWS_REGION or the profile's region.")
}

#[cfg(test)]
mod tests {
    use super::{Partition, check_region};
    use crate::error::ErrorKind;

    #[test]
    fn partitions_by_the_form_of_the_name() {
        for (region, name) in [
            ("us-east-1", Some("aws")),
            ("mx-central-99", Some("aws")),
            ("aws-global", Some("aws")),
            ("us-gov-west-1", Some("aws-us-gov")),
            ("us-iso-east-1", Some("aws-iso")),
            ("us-isob-east-1", Some("aws-iso-b")),
            ("aws-iso-b-global", Some("aws-iso-b")),
            ("eu-isoe-west-1", Some("aws-iso-e")),
            ("eusc-de-east-1", Some("aws-eusc")),
            ("eusc-fr-east-1", None),
            ("cn-north-1", Some("aws-cn")),
            ("us-east", None),
            ("us-east-", None),
            ("us--1", None),
            ("us-east-1a", None),
            ("us-east-1-2", None),
            ("xx-east-1", None),
            ("", None),
        ] {
            assert_eq!(Partition::of(region).map(|p| p.name), name, "{region}");
        }
        assert_eq!(Partition::of_or_aws("xx-east-1").name, "aws");
    }

    #[test]
    fn a_region_is_a_label() {
        for region in ["us-east-1", "US-EAST-1", "local", "a", "1a"] {
            check_region(region).unwrap();
        }
        let long = "a".repeat(64);
        for region in [
            "us-east-1.evil.com",
            "evil.com/",
            "us_east_1",
            "-a",
            "a-",
            "123",
            "a b",
            "a#",
            "a@b",
            "ü",
            "a\n",
            long.as_str(),
        ] {
            assert_eq!(
                check_region(region).unwrap_err().kind(),
                &ErrorKind::ConfigInvalid
            );
        }
        assert_eq!(
            check_region("us east").unwrap_err().to_string(),
            "Provided region_name 'us east' doesn't match a supported format."
        );
        assert_eq!(check_region("").unwrap_err().kind(), &ErrorKind::NoRegion);
    }
}
