//! The accounts and roles that a session gives access to, handed over as they come.

use super::call::{broken_call, promised, text};
use super::client::{CallClient, CoreClient};
use super::host::HostBridge;
use super::reply::Reply;
use super::session;
use crate::aws::portal::{Account, Role};
use crate::encode::json::{Object, Value};
use crate::error::Result;
use crate::flow::listing::Listing;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
export interface AccountData {
  readonly accountId: string;
  readonly accountName?: string;
  readonly emailAddress?: string;
}

export interface RoleData {
  readonly accountId: string;
  readonly roleName: string;
}

export interface AccountRolesData {
  readonly account: AccountData;
  readonly roles: readonly RoleData[];
}

/** Takes one part of a list after the other; the next is fetched when it resolves. Rejects with a `BridgeError`, which ends
 * the listing. */
export interface PageSink<T> {
  page(part: Json<T>): Promise<void>;
}
";

#[wasm_bindgen]
extern "C" {
    /// Takes the parts of a list.
    #[wasm_bindgen(typescript_type = "PageSink<readonly AccountData[]>")]
    pub type PageSink;

    #[wasm_bindgen(method)]
    fn page(this: &PageSink, part: JsValue) -> Promise;
}

impl PageSink {
    fn take(&self, part: &Value) -> Reply<()> {
        Reply::done(self.page(text(part)))
    }
}

/// All accounts, page by page.
#[wasm_bindgen(js_name = accounts, unchecked_return_type = "Promise<Json<null>>")]
pub fn accounts(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    sink: PageSink,
) -> Promise {
    promised(hand_over(client.for_call(host), session, None, sink))
}

/// All roles of an account, page by page.
#[wasm_bindgen(js_name = roles, unchecked_return_type = "Promise<Json<null>>")]
pub fn roles(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    account_id: String,
    #[wasm_bindgen(unchecked_param_type = "PageSink<readonly RoleData[]>")] sink: PageSink,
) -> Promise {
    promised(hand_over(
        client.for_call(host),
        session,
        Some(account_id),
        sink,
    ))
}

/// Hands over the accounts, or the roles of one.
async fn hand_over(
    client: CallClient,
    session: String,
    account_id: Option<String>,
    sink: PageSink,
) -> Result<Value> {
    let session = session::read(session)?;
    let listing = Listing::new(&client, &session);
    let mut pages = listing.pages(account_id.as_deref()).await?;
    while let Some(response) = pages.next().await? {
        let part = match &account_id {
            None => {
                let accounts = pages.accounts(&response)?;
                accounts.iter().map(account_data).collect::<Vec<_>>().into()
            }
            Some(account_id) => roles_data(account_id, &pages.roles(&response)?),
        };
        sink.take(&part).await?;
    }
    Ok(Value::Null)
}

/// The accounts with their roles, several at a time, in the order in which they come: of all accounts, or of those named.
#[wasm_bindgen(js_name = accountRoles, unchecked_return_type = "Promise<Json<null>>")]
pub fn account_roles(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    #[wasm_bindgen(unchecked_param_type = "Json<readonly string[] | null>")] account_ids: String,
    #[wasm_bindgen(unchecked_param_type = "PageSink<AccountRolesData>")] sink: PageSink,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        let account_ids =
            session::texts(&Value::parse(account_ids.as_bytes()).map_err(|_| broken_call())?)?;
        let listing = Listing::new(&client, &session);
        let take = async |account: &Account, roles: Vec<Role>| {
            let part = Object::new()
                .with("account", account_data(account))
                .with("roles", roles_data(&account.account_id, &roles));
            sink.take(&part.into()).await
        };
        let listed = listing.account_roles(account_ids.as_deref(), take).await;
        listed.map(|()| Value::Null)
    })
}

fn account_data(account: &Account) -> Object {
    Object::new()
        .with("accountId", account.account_id.as_str())
        .with_optional("accountName", account.account_name.as_deref())
        .with_optional("emailAddress", account.email_address.as_deref())
}

fn roles_data(account_id: &str, roles: &[Role]) -> Value {
    let role_data = |role: &Role| {
        let account_id = role.account_id.as_deref().unwrap_or(account_id);
        Object::new()
            .with("accountId", account_id)
            .with("roleName", role.role_name.as_str())
    };
    roles.iter().map(role_data).collect::<Vec<_>>().into()
}
