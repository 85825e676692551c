//! `cargo xtask demo`: a whole sign-in against the sandbox, with the built command line, in a home of its own.

mod folder;
mod sandbox;

use crate::command::shown;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use crate::{build, interrupt};
use folder::TemporaryFolder;
use sandbox::Sandbox;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The scripted person's browser.
const BROWSER: &str = include_str!("demo/browser.mjs");

/// A command to show.
struct Step {
    about: &'static str,
    /// The arguments; `{…}` is filled in from what the sandbox says of itself.
    line: &'static str,
    /// What its output has in it, if all went well.
    shows: &'static str,
}

const STEPS: [Step; 11] = [
    Step {
        about: "Set up a profile. Without a terminal every answer of the wizard comes from a flag.",
        line: "configure sso --profile demo --sso-session demo --sso-start-url {start_url} \
               --sso-region {region} --sso-registration-scopes sso:account:access \
               --sso-account-id {account} --sso-role-name {role} --region {region} --output json",
        shows: "--profile demo",
    },
    Step {
        about: "Sign in: PKCE, in the browser of this machine.",
        line: "sso login --profile demo",
        shows: "Successfully logged into Start URL",
    },
    Step {
        about: "A token that is still good needs no second sign-in.",
        line: "sso login --profile demo --if-needed",
        shows: "Already logged into Start URL",
    },
    Step {
        about: "Sign in with a code, on any device.",
        line: "sso login --profile demo --use-device-code",
        shows: "Successfully logged into Start URL",
    },
    Step {
        about: "Use the role.",
        line: "sts get-caller-identity --profile demo --output json",
        shows: ":assumed-role/",
    },
    Step {
        about: "The same, for people.",
        line: "sts get-caller-identity --profile demo --output table",
        shows: ":assumed-role/",
    },
    Step {
        about: "Hand the role's credentials to another program.",
        line: "configure export-credentials --profile demo --format env",
        shows: "export AWS_SESSION_TOKEN=",
    },
    Step {
        about: "List the accounts of this sign-in.",
        line: "sso list-accounts --profile demo",
        shows: "\"accountId\"",
    },
    Step {
        about: "What is stored, and how long it lasts; nothing is asked of the network.",
        line: "sso status",
        shows: "signed in",
    },
    Step {
        about: "Look for what is wrong.",
        line: "doctor",
        shows: "",
    },
    Step {
        about: "Sign out: the token is revoked and the files are gone.",
        line: "sso logout --sso-session demo",
        shows: "",
    },
];

/// What stays after `--keep`.
struct Kept {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    /// The sandbox's process.
    pid: u32,
}

/// Builds the package and shows it. With `keep`, the sandbox and the home stay. Returns how many steps it took.
pub(crate) fn run(workspace: &Workspace, keep: bool) -> Result<u64> {
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
    for step in &STEPS {
        let words: Vec<String> = step
            .line
            .split(' ')
            .map(|word| sandbox.fill_in(word))
            .collect();
        println!("\n# {}\n$ aws-sso-wasm {}", step.about, words.join(" "));
        let mut command = program(workspace);
        command
            .args(&words)
            .envs(sandbox.environment())
            .env("BROWSER", &browser);
        at_home(&mut command, &home);
        let shown = run_step(&mut command)?;
        if !shown.contains(step.shows) {
            return Err(Failure::new(format!(
                "That step did not print `{}`.",
                step.shows
            )));
        }
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
    Ok(STEPS.len() as u64)
}

/// The built command line.
fn program(workspace: &Workspace) -> Command {
    let mut node = Command::new("node");
    node.arg(workspace.package.join("cli/main.cjs"));
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

/// Runs a step with its output shown, and returns that. Ctrl-C ends it.
fn run_step(command: &mut Command) -> Result<String> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| Failure::new(format!("Cannot start `{}`: {e}.", shown(command))))?;
    let stdout = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        for line in stdout
            .into_iter()
            .flat_map(|pipe| BufReader::new(pipe).lines())
        {
            let line = line.unwrap_or_default();
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
        text
    });
    let status = interrupt::wait(&mut child)?;
    let text = reader.join().unwrap_or_default();
    if status.success() {
        Ok(text)
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
    // Nothing of the person's own settings, as in the demo.
    let mut text = format!(
        "unset \"${{!AWS_@}}\"\nexport HOME='{}'\n",
        folder.join("home").display()
    );
    for (name, value) in environment {
        text.push_str(&format!("export {name}='{value}'\n"));
    }
    let main = workspace.package.join("cli/main.cjs");
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
