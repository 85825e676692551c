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
    let scopes = session.get("scopes").map_or(Ok(None), texts)?;
    Ok(SsoSession {
        name: text("name"),
        start_url: text("startUrl").ok_or_else(broken_call)?,
        region: text("region").ok_or_else(broken_call)?,
        scopes,
    })
}

/// Reads texts that the library passed; `null` is none.
pub(super) fn texts(list: &Value) -> Result<Option<Vec<String>>> {
    if let Value::Null = list {
        return Ok(None);
    }
    let texts = list.as_array().ok_or_else(broken_call)?.iter();
    let texts = texts.map(|text| text.as_str().map(str::to_owned));
    texts
        .collect::<Option<_>>()
        .map(Some)
        .ok_or_else(broken_call)
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
