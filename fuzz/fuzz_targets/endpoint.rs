//! Regions, partitions, endpoint URLs and start URLs: a host is one that was configured, or AWS's.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::aws::endpoint::{Endpoint, EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::owned_host::is_aws_owned;
use aws_sso_wasm::aws::partition::{Partition, check_region};
use aws_sso_wasm::aws::start_url::{self, Probe, ResolvedStartUrl, StartUrlKind};
use aws_sso_wasm::aws::{signin, verification_uri};
use aws_sso_wasm::error::{Error, ErrorKind};
use aws_sso_wasm::host::{HttpResponse, Method};
use aws_sso_wasm_fuzz::as_browsers_read;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    service: Which,
    region: Option<Region<'a>>,
    fips: bool,
    dual_stack: bool,
    use_global_sts: bool,
    url: Option<&'a str>,
    status: u16,
    location: &'a str,
    start_url: &'a str,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Which {
    SsoOidc,
    Sso,
    Sts,
    Signin,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Region<'a> {
    Virginia,
    China,
    GovCloud,
    Global,
    Any(&'a str),
}

impl<'a> Region<'a> {
    const fn name(self) -> &'a str {
        match self {
            Self::Virginia => "us-east-1",
            Self::China => "cn-north-1",
            Self::GovCloud => "us-gov-west-1",
            Self::Global => "aws-global",
            Self::Any(name) => name,
        }
    }
}

impl Which {
    const fn service(self) -> Service {
        match self {
            Self::SsoOidc => Service::SsoOidc,
            Self::Sso => Service::Sso,
            Self::Sts => Service::Sts,
            Self::Signin => Service::Signin,
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let region = input.region.map(Region::name);
    let options = EndpointOptions {
        fips: input.fips,
        dual_stack: input.dual_stack,
        url: input.url.map(str::to_owned),
        use_global_sts: input.use_global_sts,
    };
    if let Some(region) = region {
        check_region_name(region);
    }
    match resolve(input.service.service(), region, &options) {
        Ok(endpoint) => {
            is_one_of_ours(&endpoint, region, &options);
            page(&endpoint, input.location);
        }
        Err(error) => is_about_the_configuration(&error),
    }
    start_url(&input, region);
});

fn check_region_name(region: &str) {
    let is_label = !region.is_empty()
        && region.len() < 64
        && region
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !region.starts_with('-')
        && !region.ends_with('-');
    assert!(is_label || check_region(region).is_err());
    if let Some(partition) = Partition::of(region) {
        let others = partition.region_prefixes;
        assert!(others.iter().any(|it| region.starts_with(it)) || region.ends_with("-global"));
    }
    if let Ok(home) = signin::console_home(region) {
        let home = url::Url::parse(&home).expect("a URL");
        let host = home.host_str().expect("a host");
        assert!(home.scheme() == "https" && host.contains("console."));
    }
}

fn is_one_of_ours(endpoint: &Endpoint, region: Option<&str>, options: &EndpointOptions) {
    let text = endpoint.url();
    let Some(url) = as_browsers_read(text) else {
        return;
    };
    let host = url.host_str().expect("a host");
    assert!(text.bytes().all(|b| b > b' ' && b != 0x7f), "{text:?}");
    assert!(!text.ends_with('/') && url.query().is_none() && url.fragment().is_none());
    assert!(url.username().is_empty() && url.password().is_none());
    assert!(url.scheme() == "https" || endpoint.is_loopback());
    assert!(region.is_none_or(|region| check_region(region).is_ok()));
    if let Some(configured) = &options.url {
        let configured = url::Url::parse(configured).expect("a URL");
        assert_eq!(configured.origin(), url.origin());
        return;
    }
    let region = region.expect("a Region");
    let partition = Partition::of_or_aws(region);
    let suffixes = [
        partition.dns_suffix,
        partition.dual_stack_dns_suffix,
        "signin.aws.amazon.com",
        "signin.amazonaws-us-gov.com",
        "signin.amazonaws.cn",
        "signin.amazonaws-eusc.eu",
    ];
    let before = suffixes.iter().find_map(|suffix| host.strip_suffix(suffix));
    let before = before.unwrap_or_else(|| panic!("{host} is not AWS's"));
    let labels = [
        "",
        "oidc",
        "portal",
        "sso",
        "sts",
        "oidc-fips",
        "sso-fips",
        "sts-fips",
    ];
    for label in before.split('.') {
        let is_region = label == region.to_ascii_lowercase();
        assert!(is_region || labels.contains(&label), "{host}");
    }
    assert!(url.path() == "/" && url.port().is_none());
}

/// A page for the person is AWS's, or on this machine as the endpoint is.
fn page(endpoint: &Endpoint, text: &str) {
    if verification_uri::check(text, endpoint).is_err() {
        return;
    }
    let Some(url) = as_browsers_read(text) else {
        return;
    };
    let host = url.host_str().expect("a host");
    assert!(url.username().is_empty());
    let is_local = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    if !(is_local && endpoint.is_loopback()) {
        assert!(url.scheme() == "https", "{text:?}");
        let is_device_page = host.strip_prefix("device.sso.").is_some_and(|rest| {
            let (region, suffix) = rest.split_once('.').unwrap_or((rest, ""));
            Partition::of(region).is_some_and(|partition| partition.dns_suffix == suffix)
        });
        assert!(is_aws(host) || is_device_page, "{text:?}");
        assert_eq!(url.port_or_known_default(), Some(443));
    }
}

/// The AWS CLI's lists once more, rather than `owned_host`'s word: a host that it let in by mistake would be let in here.
fn is_aws(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let portals = [
        "app.aws",
        "portal.amazonaws.com",
        "portal.amazonaws.com.cn",
        "app.amazonwebservices.com.cn",
        "portal.amazonaws.eu",
        "api.amazonwebservices.eu",
        "awsapps.com",
        "awsapps.cn",
    ];
    let issuers = [
        "identitycenter.amazonaws.com",
        "identitycenter.amazonaws.com.cn",
        "identitycenter.amazonaws.eu",
        "identitycenter.us-gov.amazonaws.com",
    ];
    let is_below = |portal: &str| host == portal || host.ends_with(&format!(".{portal}"));
    portals.iter().any(|portal| is_below(portal)) || issuers.contains(&host)
}

fn start_url(input: &Input<'_>, region: Option<&str>) {
    // Whoever reads an error must not learn what stood in the query or before the `@`.
    const HIDDEN: &str = "hiddenfrommessages";
    let text = input.start_url.replacen("{}", HIDDEN, 1);
    let hides = |error: &Error| {
        let shown = text.split('?').next().unwrap_or("");
        let authority = shown.split_once("://").map_or(shown, |(_, rest)| rest);
        let authority = authority.split(['/', '#']).next().unwrap_or("");
        let userinfo = authority
            .rsplit_once('@')
            .map_or("", |(userinfo, _)| userinfo);
        // It may stand in what is told in any spelling that reading a URL evens out.
        let is_given = |text: &&str| {
            let letters = text.chars().filter(char::is_ascii_alphabetic);
            let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
            letters.contains(HIDDEN)
        };
        if [input.location, input.start_url].iter().any(is_given) {
            return;
        }
        let is_hidden = !shown.contains(HIDDEN) || userinfo.contains(HIDDEN);
        assert!(
            !is_hidden || !error.to_string().contains(HIDDEN),
            "{text:?}: {error}"
        );
    };
    let sent = start_url::for_service(&text);
    assert!(text.starts_with(sent));
    if let Err(error) = start_url::aws_owned(&text, region) {
        is_about_the_configuration(&error);
    }
    match start_url::classify(&text) {
        Err(error) => {
            hides(&error);
            is_about_the_configuration(&error);
        }
        Ok(kind) => {
            let Some(url) = as_browsers_read(sent) else {
                return;
            };
            assert_eq!(url.scheme(), "https");
            let owned = url.host_str().is_some_and(is_aws);
            assert_eq!(owned, kind == StartUrlKind::AwsOwned, "{text:?}");
        }
    }
    let response = HttpResponse {
        status: input.status,
        headers: vec![("location".to_owned(), input.location.to_owned())],
        body: Default::default(),
    };
    let leads_to = match start_url::probe_response(&text, Method::Head, &response) {
        Ok(Probe::LeadsTo(url)) => url,
        Ok(Probe::Again(method)) => {
            assert_eq!(method, Method::Get);
            return;
        }
        Err(error) => return hides(&error),
    };
    match start_url::resolved(&text, &leads_to, region) {
        Ok(ResolvedStartUrl { url, region }) => {
            let Some(read) = as_browsers_read(&url) else {
                return;
            };
            assert_eq!(read.scheme(), "https");
            assert!(
                read.host_str()
                    .is_some_and(|host| is_aws(host) && is_aws_owned(host))
            );
            assert!(read.username().is_empty() && read.query().is_none());
            assert!(check_region(&region).is_ok());
        }
        Err(error) => hides(&error),
    }
}

fn is_about_the_configuration(error: &Error) {
    assert!(matches!(
        error.kind(),
        ErrorKind::ConfigInvalid | ErrorKind::ConfigIncomplete | ErrorKind::NoRegion
    ));
}
