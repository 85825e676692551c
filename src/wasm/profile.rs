//! The profiles of the shared files, for Node.

use super::call::{argument, broken_call, promised, text};
use super::child_process::{finished_of, in_turn};
use super::client::{CallClient, CoreClient, settings_data};
use super::error::{from_bridge, to_json};
use super::host::HostBridge;
use super::{role_credentials, session};
use crate::config::environment::Environment;
use crate::config::section::Section;
use crate::config::shared::SharedConfig;
use crate::encode::json::{Object, Value};
use crate::error::Result;
use crate::flow::assistant::{Assistant, given_code};
use crate::flow::client::Endpoints;
use crate::flow::profile::Profile;
use crate::flow::profile_settings::endpoints;
use crate::secret::{Secret, Zeroizing};
use core::fmt;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
import type { AssistantBridge } from './assistant_bridge.js';

/** The environment variables. */
export type EnvironmentData = Readonly<Record<string, string>>;

/** Which session of the shared files: of this name, or else of this profile, or else of the profile that the environment names. */
export interface SessionChoiceData {
  readonly ssoSession?: string | undefined;
  readonly profile?: string | undefined;
}

/** A session of the shared files, and how to reach its services. */
export interface ConfiguredSessionData {
  readonly session: SessionData;
  readonly settings: ClientSettings;
  /** The PEM file of the certificate authorities to trust. */
  readonly caBundle?: string;
}

/** All sessions of the shared files. */
export interface SharedSessionsData {
  readonly sessions: readonly SessionData[];
  readonly settings: ClientSettings;
  /** The PEM file of the certificate authorities to trust. */
  readonly caBundle?: string;
}
";

#[wasm_bindgen]
extern "C" {
    /// What credentials may need besides, as `pkg-template/src/wasm/assistant_bridge.ts` offers it.
    #[wasm_bindgen(typescript_type = "AssistantBridge")]
    pub type AssistantBridge;

    #[wasm_bindgen(method)]
    fn trust(this: &AssistantBridge, ca_bundle: &str);

    #[wasm_bindgen(method, catch)]
    async fn spawn(
        this: &AssistantBridge,
        command: &str,
        variables: Vec<String>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = mfaCode)]
    async fn mfa_code(this: &AssistantBridge, serial_number: &str) -> Result<JsValue, JsValue>;
}

/// The credentials of the profile, wherever they come from; without a name, of the profile that the environment chooses.
#[wasm_bindgen(js_name = profileCredentials, unchecked_return_type = "Promise<Json<CredentialsData>>")]
pub fn profile_credentials(
    client: &CoreClient,
    host: HostBridge,
    assistant: AssistantBridge,
    name: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "Json<EnvironmentData>")] environment: String,
) -> Promise {
    let mut client = client.for_call(host);
    promised(async move {
        let profile = read(&client, environment, name.as_deref()).await?;
        client.endpoints = profile.endpoints()?;
        if let Some(path) = profile.ca_bundle() {
            assistant.trust(path);
        }
        let assistant = |variables| JsAssistant {
            bridge: assistant,
            variables,
        };
        let credentials = profile.credentials(&client, assistant).await?;
        Ok(role_credentials::write(&credentials).into())
    })
}

/// A session of the shared files.
#[wasm_bindgen(
    js_name = configuredSession,
    unchecked_return_type = "Promise<Json<ConfiguredSessionData>>"
)]
pub fn configured_session(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionChoiceData>")] choice: String,
    #[wasm_bindgen(unchecked_param_type = "Json<EnvironmentData>")] environment: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let choice = argument(choice)?;
        let profile = read(&client, environment, choice.str("profile")).await?;
        let found = match choice.str("ssoSession") {
            Some(name) => profile.named_session(name)?,
            None => profile.session()?,
        };
        let data = Object::new().with("session", session::write(&found));
        Ok(with_services(data, &profile)?.into())
    })
}

/// Every session of the shared files that is complete: the sso-sessions, then the legacy profiles' start URLs.
#[wasm_bindgen(js_name = sharedSessions, unchecked_return_type = "Promise<Json<SharedSessionsData>>")]
pub fn shared_sessions(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<EnvironmentData>")] environment: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let profile = read(&client, environment, None).await?;
        let sessions = profile.sessions();
        let sessions = sessions.iter().map(|it| session::write(it).into());
        let data = Object::new().with("sessions", Value::Array(sessions.collect()));
        Ok(with_services(data, &profile)?.into())
    })
}

/// Where the services are by the environment alone. Throws `Json<ErrorData>`.
#[wasm_bindgen(js_name = environmentSettings, unchecked_return_type = "Json<ClientSettings>")]
pub fn environment_settings(
    #[wasm_bindgen(unchecked_param_type = "Json<EnvironmentData>")] environment: String,
) -> Result<JsValue, JsValue> {
    let endpoints = variables(environment).and_then(|environment| {
        let nothing = SharedConfig::parse(None, None)?;
        endpoints(&nothing, &environment, &Section::empty("default"))
    });
    match endpoints {
        Ok(endpoints) => Ok(text(&settings_data(&endpoints).into())),
        Err(error) => Err(text(&to_json(&error).into())),
    }
}

async fn read(client: &CallClient, environment: String, name: Option<&str>) -> Result<Profile> {
    Profile::read(&client.host, variables(environment)?, name).await
}

fn variables(json: String) -> Result<Environment> {
    let pairs = argument(json)?;
    let pairs = pairs
        .iter()
        .map(|(name, value)| Some((name.to_owned(), value.as_str()?.to_owned())));
    let pairs: Option<Vec<_>> = pairs.collect();
    Ok(Environment::new(pairs.ok_or_else(broken_call)?))
}

fn with_services(data: Object, profile: &Profile) -> Result<Object> {
    let endpoints: Endpoints = profile.endpoints()?;
    Ok(data
        .with("settings", settings_data(&endpoints))
        .with_optional("caBundle", profile.ca_bundle()))
}

/// What the caller of the library helps with.
struct JsAssistant {
    bridge: AssistantBridge,
    variables: Vec<(&'static str, String)>,
}

impl fmt::Debug for JsAssistant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsAssistant")
    }
}

impl Assistant for JsAssistant {
    async fn run(&self, command: &Secret) -> Result<Zeroizing<Vec<u8>>> {
        let variables: Vec<(&str, &str)> = self
            .variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let finished = self
            .bridge
            .spawn(command.expose(), in_turn(&variables))
            .await
            .map_err(from_bridge)?;
        finished_of(finished).printed()
    }

    async fn mfa_code(&self, serial_number: &str) -> Result<Secret> {
        let code = self.bridge.mfa_code(serial_number).await;
        let code = code.map_err(from_bridge)?.as_string().map(Zeroizing::new);
        given_code(
            code,
            serial_number,
            "Give fromProfile() the option mfaCode, a function that returns the device's current code.",
        )
    }
}
