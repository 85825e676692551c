//! `cargo xtask demo`: a whole sign-in against the sandbox, with the built command line, in a home of its own.

mod folder;
mod interrupt;
mod sandbox;

use crate::build;
use crate::command::shown;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use folder::TemporaryFolder;
use sandbox::Sandbox;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The scripted person's browser.
const BROWSER: &str = include_str!("demo/browser.mjs");

/// What each step shows, and its command. `{…}` is filled in from what the sandbox says of itself.
const STEPS: [(&str, &str); 11] = [
    (
        "Set up a profile. Without a terminal every answer of the wizard comes from a flag.",
        "configure sso --profile demo --sso-session demo --sso-start-url {start_url} \
         --sso-region {region} --sso-registration-scopes sso:account:access \
         --sso-account-id {account} --sso-role-name {role} --region {region} --output json",
    ),
    (
        "Sign in: PKCE, in the browser of this machine.",
        "sso login --profile demo",
    ),
    (
        "A token that is still good needs no second sign-in.",
        "sso login --profile demo --if-needed",
    ),
    (
        "Sign in with a code, on any device.",
        "sso login --profile demo --use-device-code",
    ),
    (
        "Use the role.",
        "sts get-caller-identity --profile demo --output json",
    ),
    (
        "The same, for people.",
        "sts get-caller-identity --profile demo --output table",
    ),
    (
        "Hand the role's credentials to another program.",
        "configure export-credentials --profile demo --format env",
    ),
    (
        "List the accounts of this sign-in.",
        "sso list-accounts --profile demo",
    ),
    (
        "What is stored, and how long it lasts; nothing is asked of the network.",
        "sso status",
    ),
    ("Look for what is wrong.", "doctor"),
    (
        "Sign out: the token is revoked and the files are gone.",
        "sso logout --sso-session demo",
    ),
];

/// What stays after `--keep`.
struct Kept {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    /// The sandbox's process.
    pid: u32,
}

/// Builds the package and shows it. With `keep`, the sandbox and the home stay.
pub(crate) fn run(workspace: &Workspace, keep: bool) -> Result<()> {
    say("Building what the demo runs; the first time takes a few minutes");
    build::run(workspace)?;
    // From here on there is something to clean up.
    interrupt::watch()?;
    let folder = TemporaryFolder::make("aws-sso-wasm-demo")?;
    let home = folder.path().join("home");
    workspace::make_folder(&home)?;
    let browser = folder.path().join("browser.mjs");
    workspace::write(&browser, BROWSER)?;
    make_executable(&browser)?;

    say("Starting the sandbox on a loopback port");
    let sandbox = Sandbox::start(program(workspace), folder.path(), &home)?;
    for (about, line) in STEPS {
        let words: Vec<String> = line.split(' ').map(|word| sandbox.fill_in(word)).collect();
        println!("\n# {about}\n$ aws-sso-wasm {}", words.join(" "));
        let mut command = program(workspace);
        command
            .args(&words)
            .envs(sandbox.environment())
            .env("BROWSER", &browser);
        at_home(&mut command, &home);
        run_step(&mut command)?;
    }
    println!();
    if keep {
        let kept = Kept {
            environment: sandbox.environment().clone(),
            pid: sandbox.keep(),
            folder: folder.keep(),
        };
        print!("{}", how_to_go_on(workspace, &kept)?);
    } else {
        drop(sandbox);
        folder.remove()?;
        say("Done; the sandbox is stopped and its home is gone");
    }
    Ok(())
}

/// The built command line.
fn program(workspace: &Workspace) -> Command {
    let mut node = Command::new("node");
    node.arg(workspace.package.join("cli/main.js"));
    node
}

/// Makes `command` see `home` and nothing of the person's own AWS settings.
fn at_home(command: &mut Command, home: &Path) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", home)
        .env("USERPROFILE", home)
        .stdin(Stdio::null());
}

/// Runs a step with its output shown. Ctrl-C ends it.
fn run_step(command: &mut Command) -> Result<()> {
    let mut child = command
        .spawn()
        .map_err(|e| Failure::new(format!("Cannot start `{}`: {e}.", shown(command))))?;
    let status = interrupt::wait(&mut child)?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("That step ended with {status}.")))
    }
}

fn make_executable(file: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o700))
            .map_err(|e| workspace::cannot("make executable", file, &e))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Writes what a shell needs to go on, and tells of it.
fn how_to_go_on(workspace: &Workspace, kept: &Kept) -> Result<String> {
    let Kept {
        folder,
        environment,
        pid,
    } = kept;
    let file = folder.join("environment");
    let mut text = format!("export HOME='{}'\n", folder.join("home").display());
    for (name, value) in environment {
        text.push_str(&format!("export {name}='{value}'\n"));
    }
    let main = workspace.package.join("cli/main.js");
    text.push_str(&format!(
        "aws-sso-wasm() {{ node '{}' \"$@\"; }}\n",
        main.display()
    ));
    workspace::write(&file, text)?;
    Ok(format!(
        "The sandbox and the home stay. To go on by hand, in a shell of its own:

    bash --rcfile {file} -i
    aws-sso-wasm sso login --profile demo

It opens your browser on the sandbox's consent page. To stop the sandbox and remove the home:

    kill {pid}; rm -r {folder}
",
        file = file.display(),
        folder = folder.display(),
    ))
}
