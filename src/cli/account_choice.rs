//! Choosing an account and a role: in what order they are offered, and how they are shown.

use super::arguments::options::{self, Argument};
use super::context::Context;
use super::terminal::Terminal;
use super::visible;
use crate::aws::portal::{Account, Role};
use crate::error::{Error, ErrorKind, Result};
use crate::flow::listing::Listing;
use crate::host::Host;

/// Lets the person choose one of the accounts that the session gives access to; the only one is announced.
///
/// Errors: those of [`Listing::accounts`]; `AccessDenied` if there is none; `Aborted`.
pub async fn choose_account<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    listing: &Listing<'_, impl Host>,
) -> Result<String> {
    let mut accounts: Vec<Account> = Vec::new();
    let collect = async |page: Vec<Account>| {
        accounts.extend(page);
        Ok(())
    };
    listing.accounts(collect).await?;
    sort_accounts(&mut accounts);
    let ids: Vec<&str> = accounts
        .iter()
        .map(|account| account.account_id.as_str())
        .collect();
    let id = match ids.as_slice() {
        [] => {
            return Err(Error::new(
                ErrorKind::AccessDenied,
                "No AWS accounts are available to you.",
            )
            .with_help("Ask your administrator to assign you to an account."));
        }
        [only] => {
            let words = format!(
                "The only AWS account available to you is: {}\n",
                visible::line(only)
            );
            context.say(&words).await?;
            *only
        }
        several => {
            let words = format!("There are {} AWS accounts available to you.", several.len());
            let shown: Vec<String> = accounts
                .iter()
                .map(|account| visible::line(&describe(account)).into_owned())
                .collect();
            let index = context.select(&words, &shown).await;
            choice(
                several,
                index.map_err(|error| unanswered(error, &options::SSO_ACCOUNT_ID))?,
            )?
        }
    };
    context
        .say(&format!("Using the account ID {}\n", visible::line(id)))
        .await?;
    Ok(id.to_owned())
}

/// Lets the person choose one of the roles in the account; the only one is announced.
///
/// Errors: those of [`Listing::roles`]; `AccessDenied` if there is none; `Aborted`.
pub async fn choose_role<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    listing: &Listing<'_, impl Host>,
    account_id: &str,
) -> Result<String> {
    let mut roles: Vec<String> = Vec::new();
    let collect = async |page: Vec<Role>| {
        roles.extend(page.into_iter().map(|role| role.role_name));
        Ok(())
    };
    listing.roles(account_id, collect).await?;
    sort_roles(&mut roles);
    let role = match roles.as_slice() {
        [] => {
            return Err(Error::new(
                ErrorKind::AccessDenied,
                format!("No roles are available for the account {account_id}"),
            )
            .with_help(
                "Choose another account, or ask your administrator for a role in this one.",
            ));
        }
        [only] => {
            context
                .say(&format!(
                    "The only role available to you is: {}\n",
                    visible::line(only)
                ))
                .await?;
            only
        }
        several => {
            let words = format!("There are {} roles available to you.", several.len());
            let shown: Vec<String> = several
                .iter()
                .map(|role| visible::line(role).into_owned())
                .collect();
            let index = context.select(&words, &shown).await;
            choice(
                several,
                index.map_err(|error| unanswered(error, &options::SSO_ROLE_NAME))?,
            )?
        }
    };
    context
        .say(&format!(
            "Using the role name \"{}\"\n",
            visible::line(role)
        ))
        .await?;
    Ok(role.clone())
}

/// Sorts by name, or e-mail address, or id, letter case aside; accounts with nothing but an id come last.
pub fn sort_accounts(accounts: &mut [Account]) {
    accounts.sort_by_cached_key(|account| {
        let name = account
            .account_name
            .as_ref()
            .or(account.email_address.as_ref());
        (
            name.is_none(),
            name.unwrap_or(&account.account_id).to_lowercase(),
        )
    });
}

/// Sorts by name, letter case aside.
pub fn sort_roles(roles: &mut [String]) {
    roles.sort_by_cached_key(|role| role.to_lowercase());
}

/// `Name, mail (id)`, or what there is of it.
pub fn describe(account: &Account) -> String {
    let id = &account.account_id;
    match (&account.account_name, &account.email_address) {
        (Some(name), Some(email)) => format!("{name}, {email} ({id})"),
        (Some(one), None) | (None, Some(one)) => format!("{one} ({id})"),
        (None, None) => id.clone(),
    }
}

/// The error of a choice that nobody made, with the option that makes it.
fn unanswered(error: Error, option: &Argument) -> Error {
    match error.kind() {
        ErrorKind::InvalidArgument => {
            error.with_help(format!("Choose from the list, or give --{}.", option.name))
        }
        _ => error,
    }
}

fn choice<T>(choices: &[T], index: usize) -> Result<&T> {
    choices.get(index).ok_or_else(|| {
        Error::new(
            ErrorKind::Internal,
            "The terminal chose something that was not offered.",
        )
    })
}
