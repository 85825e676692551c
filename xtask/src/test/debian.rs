//! Programs that tests need besides ours, installed with apt-get where this is Debian and we may.

use crate::command::{output, run as run_command};
use crate::failure::{Failure, Result};
use crate::progress::say;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

/// Makes sure that a program can be run which its package calls by the same name; says so when it cannot.
pub(crate) fn want(program: &str) {
    if self::program(program).is_none()
        && let Err(failure) = install(program)
    {
        say(format!("SKIPPED: tests with {program}: {failure}"));
    }
}

/// Where a program is, when it is in PATH.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Installs a Debian package, when this is Debian and we may.
pub(crate) fn install(package: &str) -> Result<()> {
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root || !Path::new("/usr/bin/apt-get").exists() {
        return Err(
            Failure::new(format!("{package} is not installed.")).with_help(format!(
                "`apt-get install {package}` on Debian installs it."
            )),
        );
    }
    say(format!("Installing Debian's {package} with apt-get"));
    let mut install = Command::new("apt-get");
    install
        .args([
            "install",
            "--yes",
            "--no-install-recommends",
            "-qq",
            package,
        ])
        .env("DEBIAN_FRONTEND", "noninteractive");
    update_lists();
    run_command(&mut install)
}

/// Asks once what packages there are now: a machine's image may have lists of long ago, and install by them browsers that are too
/// old for their drivers. Where that fails, those lists have to do.
fn update_lists() {
    static UPDATE: Once = Once::new();
    UPDATE.call_once(|| {
        if let Err(failure) = run_command(Command::new("apt-get").args(["update", "-qq"])) {
            say(format!(
                "Debian's lists of packages stay as old as they are: {failure}"
            ));
        }
    });
}
