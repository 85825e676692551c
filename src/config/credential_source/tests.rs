use super::CredentialSource;
use crate::config::environment::Environment;
use crate::config::shared::SharedConfig;
use crate::error::{ErrorKind, Result};

/// Shows which source was found, without its values.
fn resolve(
    config: &str,
    credentials: &str,
    variables: &[(&str, &str)],
    option: Option<&str>,
) -> Result<String> {
    let shared = SharedConfig::parse(Some(config.as_bytes()), Some(credentials.as_bytes()))?;
    let environment = Environment::new(
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let choice = environment.profile(option);
    CredentialSource::resolve(&shared, &environment, &choice).map(|source| shown(&source))
}

fn shown(source: &CredentialSource) -> String {
    assert!(!format!("{source:?}").contains("SENSITIVE"));
    match source {
        CredentialSource::Environment(keys) => format!("environment {}", keys.access_key_id),
        CredentialSource::Static(keys) => format!("static {}", keys.access_key_id),
        CredentialSource::Sso(sso) => format!("sso {}", sso.role_name),
        CredentialSource::Process(process) => format!("process {}", process.profile),
        CredentialSource::AssumeRole(role) => {
            format!("{} by {}", role.role_arn, shown(&role.source))
        }
    }
}

const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "ENV"),
    ("AWS_SECRET_ACCESS_KEY", "SENSITIVE"),
];

const SSO: &str = "sso_session = s\nsso_account_id = 1\nsso_role_name = R\n";
const SESSION: &str = "[sso-session s]\nsso_start_url = u\nsso_region = r\n";
const STATIC: &str = "aws_access_key_id = AKID\naws_secret_access_key = SENSITIVE\n";
const PROCESS: &str = "credential_process = tool SENSITIVE\n";

#[test]
fn the_environment_goes_before_the_profile_unless_the_option_names_one() {
    let config = format!("[profile p]\n{SSO}{SESSION}");
    let variables = [KEYS[0], KEYS[1], ("AWS_PROFILE", "p")];
    let found = |option| resolve(&config, "", &variables, option);
    assert_eq!(found(None), Ok("environment ENV".to_owned()));
    assert_eq!(found(Some("p")), Ok("sso R".to_owned()));
    // A profile that was asked for must exist, even if the environment has keys.
    let unknown = [KEYS[0], KEYS[1], ("AWS_PROFILE", "gone")];
    let error = resolve(&config, "", &unknown, None).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ProfileNotFound);
    assert_eq!(
        resolve("", "", &KEYS, None),
        Ok("environment ENV".to_owned())
    );
}

#[test]
fn the_order_within_a_profile() {
    let found = |in_config: &str, in_credentials: &str| {
        let config = format!("[profile p]\n{in_config}{SESSION}");
        let credentials = format!("[p]\n{in_credentials}");
        resolve(&config, &credentials, &[], Some("p")).unwrap()
    };
    assert_eq!(found(&format!("{SSO}{STATIC}"), ""), "sso R");
    assert_eq!(found(SSO, STATIC), "sso R");
    assert_eq!(found(PROCESS, STATIC), "static AKID");
    assert_eq!(found(&format!("{PROCESS}{STATIC}"), ""), "process p");
    assert_eq!(found(STATIC, ""), "static AKID");
    assert_eq!(found("login_session = arn\n", STATIC), "static AKID");
}

#[test]
fn sources_that_are_not_supported_are_named() {
    let found = |keys: &str| {
        resolve(&format!("[profile p]\n{keys}"), "", &[], Some("p"))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        found("login_session = arn\n"),
        "The profile \"p\" takes its credentials from `aws login`, which is not supported here."
    );
    assert_eq!(
        found("role_arn = R\ncredential_source = EcsContainer\n"),
        "The credential source \"EcsContainer\" referenced in profile \"p\" is not supported here."
    );
    assert_eq!(
        found("role_arn = R\ncredential_source = Moon\n"),
        "The credential source \"Moon\" referenced in profile \"p\" is not valid."
    );
    let web = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")];
    let error = resolve("[default]\n", STATIC, &web, None);
    assert!(error.is_err());
    let default = format!("[default]\n{STATIC}");
    assert_eq!(
        *resolve(&default, "", &web, None).unwrap_err().kind(),
        ErrorKind::NoCredentials
    );
    assert_eq!(
        resolve(&default, "", &web, Some("default")),
        Ok("static AKID".to_owned())
    );
}

#[test]
fn a_role_by_an_sso_profile_or_the_environment() {
    let config = format!(
        "[profile p]\nrole_arn = A\nsource_profile = q\n[profile q]\n{SSO}[profile e]\nrole_arn = B\n\
         credential_source = Environment\n{SESSION}"
    );
    assert_eq!(
        resolve(&config, "", &KEYS, Some("p")),
        Ok("A by sso R".to_owned())
    );
    assert_eq!(
        resolve(&config, "", &KEYS, Some("e")),
        Ok("B by environment ENV".to_owned())
    );
    assert_eq!(
        resolve(&config, "", &[], Some("e"))
            .unwrap_err()
            .to_string(),
        "Error when retrieving credentials from Environment: No credentials found in credential_source referenced in \
         profile e"
    );
}

#[test]
fn what_a_role_is_assumed_with() {
    let config = format!(
        "[profile p]\nrole_arn = A\nsource_profile = p\nrole_session_name = n\nexternal_id = x\nduration_seconds = 900\n\
         mfa_serial = m\n{STATIC}"
    );
    let shared = SharedConfig::parse(Some(config.as_bytes()), None).unwrap();
    let environment = Environment::default();
    let choice = environment.profile(Some("p"));
    let source = CredentialSource::resolve(&shared, &environment, &choice).unwrap();
    let CredentialSource::AssumeRole(role) = source else {
        panic!("{source:?}");
    };
    assert_eq!(role.profile, "p");
    assert_eq!(role.role_session_name.as_deref(), Some("n"));
    assert_eq!(role.external_id.as_deref(), Some("x"));
    assert_eq!(role.duration_seconds, Some(900));
    assert_eq!(role.mfa_serial.as_deref(), Some("m"));
    let bad = config.replace("900", "an hour");
    let error = resolve(&bad, "", &[], Some("p")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
}

#[test]
fn loops_and_endless_chains_are_refused() {
    let itself = "[profile p]\nrole_arn = A\nsource_profile = p\n";
    assert_eq!(
        resolve(itself, "", &[], Some("p")).unwrap_err().to_string(),
        "Infinite loop in credential configuration detected. Attempting to load from profile p which has already been \
         visited. Visited profiles: ['p']"
    );
    let mut chain = String::new();
    for index in 0..40 {
        let next = index + 1;
        chain.push_str(&format!(
            "[profile p{index}]\nrole_arn = A{index}\nsource_profile = p{next}\n"
        ));
    }
    chain.push_str(&format!("[profile p40]\n{STATIC}"));
    assert!(resolve(&chain, "", &[], Some("p8")).is_ok());
    let error = resolve(&chain, "", &[], Some("p7")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
}

#[test]
fn no_credentials_at_all() {
    let error = resolve("[profile p]\nsso_session = s\n", "", &[], Some("p")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoCredentials);
    assert!(error.help().unwrap().contains("sso_account_id"));
    let error = resolve("", "", &[], None).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoCredentials);
}
