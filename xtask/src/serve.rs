//! `cargo xtask serve`: the built package's web console against its sandbox, with www/ bundled anew, and the page loaded
//! anew, whenever a file of it changes.
//!
//! The server is the package's own, and is told of nothing: the page that is served here asks it now and then whether its
//! bundle is still the same.

use crate::command::shown;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use crate::{build, interrupt, page};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// What loads the page anew.
const RELOAD: &str = include_str!("serve/reload.mjs");

/// How often the files of the page are looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// Builds the package and serves a copy of it until Ctrl-C. `arguments` go to `aws-sso-wasm serve --sandbox`.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    build::run(workspace)?;
    interrupt::watch()?;
    let folder = workspace.target.join("serve");
    let served = folder.join("package");
    workspace::remove_folder(&served)?;
    for file in workspace::files_below(&workspace.package)? {
        if let Ok(name) = file.strip_prefix(&workspace.package) {
            workspace::copy(&file, &served.join(name))?;
        }
    }
    let reload = folder.join("reload.mjs");
    workspace::write(&reload, RELOAD)?;
    let sources = page::sources(workspace);
    let mut seen = look(&sources)?;
    let mut bundles = 0;
    let mut bundle = || {
        bundles += 1;
        page::bundle(workspace, &served, &flags(&reload, bundles))
    };
    bundle()?;

    let mut command = Command::new("node");
    command
        .arg(served.join("cli/main.cjs"))
        .args(["serve", "--sandbox"])
        .args(arguments)
        .stdin(Stdio::null());
    let mut server = command
        .spawn()
        .map_err(|e| Failure::new(format!("Cannot start `{}`: {e}.", shown(&command))))?;
    let mut next = Instant::now() + INTERVAL;
    while interrupt::pause().is_ok() {
        if let Some(code) = ended(&mut server)? {
            return if code == 0 {
                Ok(())
            } else {
                Err(Failure::new("The web console did not start.").with_exit_code(code))
            };
        }
        if Instant::now() < next {
            continue;
        }
        next = Instant::now() + INTERVAL;
        // A file that is being replaced is there again at the next look.
        let Ok(now) = look(&sources) else { continue };
        if now != seen {
            seen = now;
            match bundle().and_then(|()| page::check(workspace)) {
                Ok(()) => say("The page is bundled anew"),
                Err(failure) => say(failure.to_string()),
            }
        }
    }
    // Ctrl-C is how this ends.
    let _ = interrupt::wait(&mut server);
    Ok(())
}

/// What has esbuild add the script, and makes each bundle differ: a change of the style alone is to be seen, too.
fn flags(reload: &Path, bundles: u32) -> [OsString; 2] {
    let mut inject = OsString::from("--inject:");
    inject.push(reload);
    [inject, format!("--banner:js=// Bundle {bundles}.").into()]
}

/// The exit code of the server, if it has ended.
fn ended(server: &mut Child) -> Result<Option<u8>> {
    let status = server
        .try_wait()
        .map_err(|error| Failure::new(format!("Cannot wait for the web console: {error}.")))?;
    Ok(status.map(|status| {
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        code.unwrap_or(1)
    }))
}

/// Every file of the page, with what changes when it is written.
fn look(sources: &Path) -> Result<Vec<(PathBuf, SystemTime, u64)>> {
    let files = workspace::files_below(sources)?;
    files
        .into_iter()
        .map(|file| {
            let cannot = |e| workspace::cannot("look at", &file, &e);
            let metadata = fs::metadata(&file).map_err(cannot)?;
            let modified = metadata.modified().map_err(cannot)?;
            let length = metadata.len();
            Ok((file, modified, length))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_added_or_removed_is_seen() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-serve-{}", std::process::id()));
        workspace::write(&folder.join("a.ts"), "1")?;
        let first = look(&folder)?;
        assert_eq!(look(&folder)?, first);
        workspace::write(&folder.join("a.ts"), "12")?;
        let second = look(&folder)?;
        assert_ne!(second, first);
        workspace::write(&folder.join("b.ts"), "1")?;
        assert_ne!(look(&folder)?, second);
        workspace::remove_folder(&folder)
    }
}
