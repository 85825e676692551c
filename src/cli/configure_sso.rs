//! `configure sso`: signs in and writes a profile, step by step.

use super::account_choice::{choose_account, choose_role};
use super::arguments::{ConfigureSso, options};
use super::browser::TerminalBrowser;
use super::context::Context;
use super::question::{Check, Question};
use super::session_questions as ask;
use super::terminal::Terminal;
use super::visible;
use crate::config::SharedFile;
use crate::config::edit::Edit;
use crate::config::environment::ProfileSource;
use crate::config::section::Section;
use crate::config::section_name::SectionName;
use crate::config::sso_session::{SsoSession, parse_scopes};
use crate::encode::shell_word::shell_word;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::browser_sign_in::{SignInOptions, sign_in};
use crate::flow::listing::Listing;
use crate::flow::resolve::resolve;
use crate::flow::shared_file::edit_sections;
use crate::host::Host;

/// Asks, signs in, lets the person choose, writes. Nothing is written before all is known.
///
/// Errors: `InvalidArgument` for an option that will not do; those of [`sign_in`] and of listing; `ConfigIncomplete` if
/// the named session lacks a value; `ConfigInvalid`, `Store`, `Aborted`.
pub async fn run<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    options: &ConfigureSso,
) -> Result<()> {
    let stored = context.config.profile(&context.choice.name).ok();
    let stored = stored.unwrap_or_else(|| Section::empty(&context.choice.name));
    let Plan {
        mut session,
        is_known,
        scopes,
    } = plan_session(context, options, &stored).await?;
    let configured_region = session.region.clone();
    let mut how = SignInOptions {
        use_device_code: options.sign_in.use_device_code,
        redirect_port: options.sign_in.redirect_port,
        // A session that is known and signed in needs nobody; a new one is tried out.
        if_needed: is_known,
    };
    let browser = TerminalBrowser {
        observer: &context.client.host,
        terminal: context.terminal,
        no_browser: options.sign_in.no_browser,
    };
    let role = loop {
        let signed_in = sign_in(&context.client, &browser, &session, &how).await?;
        let is_new = signed_in.issuer.is_some();
        if let Some(issuer) = signed_in.issuer {
            session.region = issuer.region;
        }
        match choose(context, options, &session).await {
            Ok(role) => break Some(role),
            Err(error) if *error.kind() != ErrorKind::SignInRequired => return Err(error),
            // The portal refuses a token that was just issued: its scopes do not reach to accounts.
            Err(_) if is_new => {
                let words = "Unable to list AWS accounts and/or roles. Skipping configuring AWS credential provider for \
                    profile.\n";
                context.say(words).await?;
                break None;
            }
            // The token was at hand, but the session has been ended at AWS.
            Err(_) => how.if_needed = false,
        }
    };
    let profile = finish(context, &stored, role.as_ref()).await?;
    let mut sections = vec![(
        SectionName::Profile(profile.name.clone()),
        profile_edits(&profile, &session, role.as_ref()),
    )];
    if let Some(name) = &session.name {
        let edits = match &scopes {
            Some(scopes) => ask::edits(&session.start_url, &session.region, scopes),
            None if session.region != configured_region => {
                vec![("sso_region", Edit::value(&session.region))]
            }
            None => Vec::new(),
        };
        sections.push((SectionName::SsoSession(name.clone()), edits));
    }
    edit_sections(&context.client.host, SharedFile::Config, &sections).await?;
    context
        .say(&conclusion(&profile.name, role.is_some()))
        .await
}

/// The session to sign in to.
struct Plan {
    session: SsoSession,
    /// Whether the config has it already.
    is_known: bool,
    /// The scopes as typed, for a session to be written.
    scopes: Option<String>,
}

/// An account and a role in it.
struct ChosenRole {
    account_id: String,
    role_name: String,
}

/// A profile to write.
struct Profile {
    name: String,
    region: String,
    output: String,
}

async fn plan_session<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    options: &ConfigureSso,
    stored: &Section,
) -> Result<Plan> {
    let (terminal, given) = (context.terminal, &options.values);
    let current = stored.filled("sso_session");
    let question = Question {
        text: if current.is_some() {
            "SSO session name"
        } else {
            "SSO session name (Recommended)"
        },
        default: current,
        shows_none: false,
        check: Check::Anything,
        option: options::SSO_SESSION.name,
        given: given.session.as_deref(),
    };
    let name = Some(question.ask(terminal).await?).filter(|name| !name.is_empty());
    if let Some(name) = &name
        && let Some(section) = context.config.sso_session(name)
    {
        agrees(options, &section)?;
        let session = SsoSession::named(&context.config, name)?;
        return Ok(Plan {
            session,
            is_known: true,
            scopes: None,
        });
    }
    if name.is_none() {
        context.say(&legacy_warning(context.is_bold())).await?;
    }
    let start_url = ask::start_url(terminal, given, Some(stored)).await?;
    let region = match vanity_region(context, options, &start_url).await? {
        Some(region) => region,
        None => ask::region(terminal, given, Some(stored)).await?,
    };
    let scopes = match &name {
        // The profile is not where scopes are kept.
        Some(_) => Some(ask::scopes(terminal, given, None).await?),
        None => None,
    };
    let session = SsoSession {
        name,
        start_url,
        region,
        scopes: scopes.as_deref().map(parse_scopes),
    };
    Ok(Plan {
        session,
        is_known: false,
        scopes,
    })
}

/// A session that exists is used as it is; options that say otherwise would be lost.
fn agrees(options: &ConfigureSso, section: &Section) -> Result<()> {
    let values = &options.values;
    for (key, given) in [
        ("sso_start_url", &values.start_url),
        ("sso_region", &values.region),
        ("sso_registration_scopes", &values.scopes),
    ] {
        if let Some(given) = given
            && section.get(key) != Some(given.trim())
        {
            let name = section.name();
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                format!("The sso-session \"{name}\" exists with another {key}."),
            )
            .with_help(format!(
                "Leave the option out, name another session, or change this one: aws-sso-wasm configure sso-session \
                 --sso-session {}",
                shell_word(name)
            )));
        }
    }
    Ok(())
}

/// The Region that a vanity URL leads to, if nobody has to be asked for it then.
async fn vanity_region<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    options: &ConfigureSso,
    start_url: &str,
) -> Result<Option<String>> {
    if options.values.region.is_some() {
        return Ok(None);
    }
    match resolve(&context.client, start_url, None).await {
        Ok(issuer) => Ok(Some(issuer.region)),
        Err(error) if *error.kind() == ErrorKind::Aborted => Err(error),
        // The sign-in will tell what is wrong with the URL, should it still be then.
        Err(_) => Ok(None),
    }
}

/// The account and role that the options name or the person chooses.
async fn choose<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    options: &ConfigureSso,
    session: &SsoSession,
) -> Result<ChosenRole> {
    let listing = Listing::new(&context.client, session);
    let account_id = match &options.account_id {
        Some(id) => id.trim().to_owned(),
        None => choose_account(context, &listing).await?,
    };
    let role_name = match &options.role_name {
        Some(name) => name.trim().to_owned(),
        None => choose_role(context, &listing, &account_id).await?,
    };
    Ok(ChosenRole {
        account_id,
        role_name,
    })
}

/// Asks for what has nothing to do with the session.
async fn finish<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    stored: &Section,
    role: Option<&ChosenRole>,
) -> Result<Profile> {
    let globals = &context.globals;
    let region = Question {
        text: "Default client Region",
        default: stored.filled("region"),
        shows_none: true,
        check: Check::Anything,
        option: options::REGION.name,
        given: globals.region.as_deref(),
    };
    let region = region.ask(context.terminal).await?;
    let output = Question {
        text: "CLI default output format (json if not specified)",
        default: stored.filled("output"),
        shows_none: true,
        check: Check::Anything,
        option: options::OUTPUT.name,
        given: globals.output.map(|format| format.as_str()),
    };
    let output = output.ask(context.terminal).await?;
    let name = if context.choice.source == ProfileSource::Default {
        let proposed = role.map(|role| format!("{}-{}", role.role_name, role.account_id));
        let name = Question {
            text: "Profile name",
            default: proposed.as_deref(),
            shows_none: true,
            check: Check::Required,
            option: options::PROFILE.name,
            given: None,
        };
        name.ask(context.terminal).await?
    } else {
        context.choice.name.clone()
    };
    Ok(Profile {
        name,
        region,
        output,
    })
}

/// The lines of the profile. What was left empty is not written.
fn profile_edits(
    profile: &Profile,
    session: &SsoSession,
    role: Option<&ChosenRole>,
) -> Vec<(&'static str, Edit)> {
    let mut edits = match &session.name {
        Some(name) => vec![("sso_session", Edit::value(name))],
        None => vec![
            ("sso_start_url", Edit::value(&session.start_url)),
            ("sso_region", Edit::value(&session.region)),
        ],
    };
    if let Some(role) = role {
        edits.push(("sso_account_id", Edit::value(&role.account_id)));
        edits.push(("sso_role_name", Edit::value(&role.role_name)));
    }
    for (key, value) in [("region", &profile.region), ("output", &profile.output)] {
        if !value.is_empty() {
            edits.push((key, Edit::value(value)));
        }
    }
    edits
}

fn legacy_warning(bold: bool) -> String {
    let (on, off) = if bold {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("", "")
    };
    format!(
        "{on}WARNING: Configuring using legacy format (e.g. without an SSO session).\nConsider re-running \"configure sso\" \
         command and providing a session name.\n{off}"
    )
}

/// What to do now.
pub fn conclusion(profile: &str, has_credentials: bool) -> String {
    let shown = visible::line(profile);
    let word = shell_word(&shown);
    if !has_credentials {
        return format!("Successfully configured SSO for profile: {shown}\n");
    }
    if profile.eq_ignore_ascii_case("default") {
        return "The AWS CLI is now configured to use the default profile.\nRun the following command to verify your \
            configuration:\n\naws sts get-caller-identity\n\nWithout the AWS CLI:\n\naws-sso-wasm sts \
            get-caller-identity\n"
            .to_owned();
    }
    format!(
        "To use this profile, specify the profile name using --profile, as shown:\n\naws sts get-caller-identity --profile \
         {shown}\n\nWithout the AWS CLI:\n\naws-sso-wasm sts get-caller-identity --profile {word}\n"
    )
}
