//! A session, across the boundary.

use super::call::{argument, broken_call};
use crate::config::sso_session::SsoSession;
use crate::encode::json::{Object, Value};
use crate::error::Result;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** What a person signs in to. */
export interface SessionData {
  /** Names the token; `null` is a legacy profile's session, which is never refreshed. */
  readonly name: string | null;
  readonly startUrl: string;
  readonly region: string;
  /** `null` when nothing is configured. */
  readonly scopes: readonly string[] | null;
}
";

/// Reads a session that the library passed.
pub(super) fn read(json: String) -> Result<SsoSession> {
    let session = argument(json)?;
    let text = |name| session.str(name).map(str::to_owned);
    let scopes = match session.get("scopes") {
        None | Some(Value::Null) => None,
        Some(scopes) => {
            let scopes = scopes.as_array().ok_or_else(broken_call)?.iter();
            let scopes = scopes.map(|scope| scope.as_str().map(str::to_owned));
            Some(scopes.collect::<Option<Vec<_>>>().ok_or_else(broken_call)?)
        }
    };
    Ok(SsoSession {
        name: text("name"),
        start_url: text("startUrl").ok_or_else(broken_call)?,
        region: text("region").ok_or_else(broken_call)?,
        scopes,
    })
}

/// The session for the library.
pub(super) fn write(session: &SsoSession) -> Object {
    let name = session.name.as_deref().map_or(Value::Null, Value::from);
    let scopes = session.scopes.clone().map_or(Value::Null, Value::from);
    Object::new()
        .with("name", name)
        .with("startUrl", session.start_url.as_str())
        .with("region", session.region.as_str())
        .with("scopes", scopes)
}
