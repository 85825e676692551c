//! Running other programs.

use crate::failure::{Failure, Result};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, ExitStatus, Stdio};

/// Runs `command` with its output shown; anything but success is a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|e| cannot_start(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "`{}` ended with {status}.",
            shown(command)
        )))
    }
}

/// Runs `command` and returns what it printed; its errors are shown.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| cannot_start(command, &e))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "`{}` ended with {}.",
            shown(command),
            output.status
        )));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("`{}` printed something odd.", shown(command))))
}

/// Runs `command` with its output shown, and hands each line of it to `read`.
pub(crate) fn stream(command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| cannot_start(command, &e))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout)
            .split(b'\n')
            .map_while(std::io::Result::ok)
        {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            read(&line);
        }
    }
    child.wait().map_err(|e| cannot_start(command, &e))
}

/// npm, under the name it has here.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// The command as a person would type it: the program's bare name and its arguments.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("Cannot start `{}`: {error}.", shown(command)))
}
