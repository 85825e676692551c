//! Which hosts are AWS's own: those of access portals and issuers, as the AWS CLI lists them.

/// Access portals stand at these and below them.
const SUFFIXES: &[&str] = &[
    "app.aws",
    "portal.amazonaws.com",
    "portal.amazonaws.com.cn",
    "app.amazonwebservices.com.cn",
    "portal.amazonaws.eu",
    "api.amazonwebservices.eu",
    "awsapps.com",
    "awsapps.cn",
];

/// Issuers stand at these alone.
const EXACT: &[&str] = &[
    "identitycenter.amazonaws.com",
    "identitycenter.amazonaws.com.cn",
    "identitycenter.amazonaws.eu",
    "identitycenter.us-gov.amazonaws.com",
];

/// Hosts that name their Region: what stands between the instance's id and the Region, and what behind the Region.
const REGIONAL: &[(&str, &str)] = &[
    ("portal.", ".app.aws"),
    ("", ".portal.amazonaws.com"),
    ("", ".portal.amazonaws.com.cn"),
    ("portal.", ".app.amazonwebservices.com.cn"),
    ("", ".portal.amazonaws.eu"),
    ("portal.", ".api.amazonwebservices.eu"),
];

/// Whether the host is an access portal's or an issuer's. Case and dots at the end do not count.
pub fn is_aws_owned(host: &str) -> bool {
    let host = bare(host);
    EXACT.contains(&host.as_str())
        || SUFFIXES.iter().any(|suffix| {
            host.strip_suffix(suffix)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// The Region that the host of an access portal names, such as `us-west-2` in `ssoins-1.portal.us-west-2.app.aws`.
pub fn region_from_host(host: &str) -> Option<String> {
    let host = bare(host);
    REGIONAL.iter().find_map(|(before, behind)| {
        let (id, rest) = host.strip_suffix(behind)?.split_once('.')?;
        let region = rest.strip_prefix(before)?;
        let is_region = !region.is_empty()
            && region
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (!id.is_empty() && is_region).then(|| region.to_owned())
    })
}

fn bare(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{is_aws_owned, region_from_host};

    #[test]
    fn a_suffix_begins_at_a_label() {
        for host in [
            "awsapps.com",
            "d-1.AWSAPPS.com",
            "a.b.awsapps.com.",
            "identitycenter.amazonaws.eu",
        ] {
            assert!(is_aws_owned(host), "{host}");
        }
        for host in [
            "",
            ".",
            "evilawsapps.com",
            "awsapps.com.evil.com",
            "x.identitycenter.amazonaws.eu",
            "amazonaws.com",
        ] {
            assert!(!is_aws_owned(host), "{host}");
        }
    }

    #[test]
    fn a_region_is_one_label_behind_one_id() {
        assert_eq!(
            region_from_host("I.Portal.EU-West-1.app.aws").as_deref(),
            Some("eu-west-1")
        );
        assert_eq!(
            region_from_host("i.eu-west-1.portal.amazonaws.com").as_deref(),
            Some("eu-west-1")
        );
        for host in [
            "i.portal.app.aws",
            ".portal.eu-west-1.app.aws",
            "a.b.portal.eu-west-1.app.aws",
            "i.portal.eu.west.app.aws",
            "i.portal.eu_west.app.aws",
            "i.portal..app.aws",
            "portal.amazonaws.com",
            "i.portal.eu-west-1.app.aws.evil.com",
        ] {
            assert_eq!(region_from_host(host), None, "{host}");
        }
    }
}
