//! The access portal's shortcut link, which opens the AWS console as a role (IAM Identity Center User Guide, "Creating
//! shortcut links to AWS Management Console destinations").

use super::start_url::{classify, for_service};
use crate::encode::percent;
use crate::encode::url::Url;
use crate::error::{Error, ErrorKind, Result};

/// The link for a role in an account, and the page of the console to end at if one is given. The portal asks for a sign-in
/// where there is none; the link holds no secret.
///
/// Errors: `ConfigInvalid` for a start URL that is none, `InvalidArgument` for a destination that is not `https`.
pub fn console_link(
    start_url: &str,
    account_id: &str,
    role_name: &str,
    destination: Option<&str>,
) -> Result<String> {
    classify(start_url)?;
    let mut pairs = vec![("account_id", account_id), ("role_name", role_name)];
    if let Some(destination) = destination {
        let is_https =
            Url::parse(destination).is_some_and(|url| url.is_https() && !url.has_userinfo());
        if !is_https {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                "The destination in the console is not an https URL.",
            )
            .with_help("Copy the address of the page from the browser, with its https://."));
        }
        pairs.push(("destination", destination));
    }
    let portal = for_service(start_url).trim_end_matches('/');
    Ok(format!("{portal}/#/console?{}", percent::query(&pairs)))
}

#[cfg(test)]
mod tests {
    use super::console_link;
    use crate::error::ErrorKind;

    #[test]
    fn links() {
        for start_url in [
            "https://d-1.awsapps.com/start",
            "https://d-1.awsapps.com/start/",
            "https://d-1.awsapps.com/start/#/",
            "https://d-1.awsapps.com/start#",
        ] {
            assert_eq!(
                console_link(start_url, "111122223333", "Admin", None).unwrap(),
                "https://d-1.awsapps.com/start/#/console?account_id=111122223333&role_name=Admin"
            );
        }
        let destination = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1#x";
        assert_eq!(
            console_link(
                "https://d-1.awsapps.com/start",
                "1",
                "a b&c=d",
                Some(destination)
            )
            .unwrap(),
            "https://d-1.awsapps.com/start/#/console?account_id=1&role_name=a%20b%26c%3Dd&destination=\
             https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1%23x"
        );
    }

    #[test]
    fn what_is_no_link() {
        for destination in [
            "",
            "javascript:alert(1)",
            "http://console.aws.amazon.com/",
            "/s3/home",
            "https://a@b/",
        ] {
            let error = console_link("https://d-1.awsapps.com/start", "1", "r", Some(destination));
            assert_eq!(
                error.unwrap_err().kind(),
                &ErrorKind::InvalidArgument,
                "{destination}"
            );
        }
        let error = console_link("javascript:alert(1)//", "1", "r", None).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::ConfigInvalid);
    }
}
