//! The session's own token: to use, or brought by the caller.

use super::call::{argument, broken_call, promised};
use super::client::CoreClient;
use super::host::HostBridge;
use super::{session, status};
use crate::cache::token::CachedToken;
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::flow::{refresh, use_token};
use crate::secret::Secret;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** A bearer token, which is a secret. */
export interface TokenData {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}
";

/// The token, refreshed if less than 15 minutes are left and it can be.
#[wasm_bindgen(js_name = accessToken, unchecked_return_type = "Promise<Json<TokenData>>")]
pub fn access_token(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let token = refresh::access_token(&client, &session::read(session)?).await?;
        Ok(write(&token).into())
    })
}

/// Takes a token that the caller brings as the session's.
#[wasm_bindgen(js_name = useToken, unchecked_return_type = "Promise<Json<StatusData>>")]
pub fn use_brought_token(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    #[wasm_bindgen(unchecked_param_type = "Json<TokenData>")] token: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        let (access_token, expires_at) = read(token)?;
        use_token::use_token(&client, &session, access_token, expires_at).await?;
        Ok(status::of(&client, &session).await?.into())
    })
}

fn read(json: String) -> Result<(Secret, Timestamp)> {
    let token = argument(json)?;
    let access_token = token.str("accessToken").ok_or_else(broken_call)?;
    let expires_at = token
        .i64("expiresAt")
        .and_then(Timestamp::from_epoch_millis);
    Ok((
        Secret::from(access_token),
        expires_at.ok_or_else(broken_call)?,
    ))
}

fn write(token: &CachedToken) -> Object {
    Object::new()
        .with("accessToken", token.access_token.expose())
        .with("expiresAt", token.expires_at.epoch_millis())
}
