//! `sso list-accounts` and `sso list-account-roles`: printed as they come.

use super::arguments::Format;
use super::context::Context;
use super::output::Output;
use super::terminal::Terminal;
use crate::aws::portal::{Account, Role};
use crate::encode::json::{Object, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::flow::listing::Listing;
use crate::host::Host;

/// Lists the accounts of a session.
pub async fn accounts<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    session: Option<&str>,
) -> Result<()> {
    let session = context.session(session)?;
    let listing = Listing::new(&context.client, &session);
    let mut stream = Stream::open(context, "ListAccounts", "accountList")?;
    listing
        .accounts(async |page| stream.add(page.iter().map(account_data).collect()).await)
        .await?;
    stream.close().await
}

/// Lists the roles of an account, or of all.
pub async fn account_roles<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    session: Option<&str>,
    account_id: Option<&str>,
) -> Result<()> {
    let session = context.session(session)?;
    let listing = Listing::new(&context.client, &session);
    let mut stream = Stream::open(context, "ListAccountRoles", "roleList")?;
    match account_id {
        Some(id) => {
            let add = async |page: Vec<Role>| {
                stream
                    .add(page.iter().map(|role| role_data(id, role)).collect())
                    .await
            };
            listing.roles(id, add).await?;
        }
        None => {
            let mut ids = Vec::new();
            let collect = async |page: Vec<Account>| {
                ids.extend(page.into_iter().map(|account| account.account_id));
                Ok(())
            };
            listing.accounts(collect).await?;
            let add = async |id: &str, roles: Vec<Role>| {
                stream
                    .add(roles.iter().map(|role| role_data(id, role)).collect())
                    .await
            };
            listing.roles_of(&ids, add).await?;
        }
    }
    stream.close().await
}

fn account_data(account: &Account) -> Value {
    let members = Object::new()
        .with("accountId", account.account_id.as_str())
        .with_optional("accountName", account.account_name.as_deref())
        .with_optional("emailAddress", account.email_address.as_deref());
    Value::from(members)
}

fn role_data(account_id: &str, role: &Role) -> Value {
    let account_id = role.account_id.as_deref().unwrap_or(account_id);
    Value::from(
        Object::new()
            .with("roleName", role.role_name.as_str())
            .with("accountId", account_id),
    )
}

/// A list that is printed while it grows, in a form that is the same as if it had been printed at once. What needs the
/// whole (a table, YAML, `--query`) waits for the end.
struct Stream<'c, 'a, H, T> {
    context: &'c Context<'a, H, T>,
    operation: &'static str,
    name: &'static str,
    format: Format,
    output: Output,
    kept: Vec<Value>,
    is_empty: bool,
}

impl<'c, 'a, H: Host, T: Terminal> Stream<'c, 'a, H, T> {
    fn open(
        context: &'c Context<'a, H, T>,
        operation: &'static str,
        name: &'static str,
    ) -> Result<Self> {
        let format = context.format()?;
        let query = context.globals.query.as_deref();
        let output = Output::new(format, query, context.terminal.columns())?;
        Ok(Self {
            context,
            operation,
            name,
            format,
            output,
            kept: Vec::new(),
            is_empty: true,
        })
    }

    async fn add(&mut self, items: Vec<Value>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        match self.format {
            Format::Text if self.context.globals.query.is_none() => {
                self.is_empty = false;
                self.context.say(&self.render(items)?).await
            }
            Format::Json if self.context.globals.query.is_none() => {
                let whole = self.render(items)?;
                let part = self.elements(&whole)?;
                let before = if self.is_empty {
                    format!("{{\n    \"{}\": [", self.name)
                } else {
                    ",".to_owned()
                };
                self.is_empty = false;
                self.context.say(&format!("{before}{part}")).await
            }
            _ => {
                self.kept.extend(items);
                Ok(())
            }
        }
    }

    async fn close(mut self) -> Result<()> {
        if !self.is_empty {
            let end = if self.format == Format::Json {
                "\n    ]\n}\n"
            } else {
                ""
            };
            return self.context.say(end).await;
        }
        let kept = core::mem::take(&mut self.kept);
        let text = self.render(kept)?;
        self.context.say(&text).await
    }

    fn render(&self, items: Vec<Value>) -> Result<crate::secret::Zeroizing<String>> {
        let whole = Object::new().with(self.name, Value::Array(items));
        self.output.render(self.operation, Value::from(whole))
    }

    /// What stands between the brackets of a printed list.
    fn elements<'t>(&self, whole: &'t str) -> Result<&'t str> {
        whole
            .split_once('[')
            .and_then(|(_, rest)| rest.rsplit_once("\n    ]"))
            .map(|(elements, _)| elements)
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::Internal,
                    "A list was printed in an unknown form.",
                )
            })
    }
}
