//! Ring clients: programs that others wrote read our files, and we read theirs.

use super::node::Consumer;
use super::{Outcome, debian};
use crate::command::output;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::python;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian's package puts the AWS CLI v2.
const DEBIAN_AWS: &str = "/usr/bin/aws";

/// Runs tests/clients with what can be had here.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let python = match python(workspace) {
        Ok(python) => python,
        Err(failure) => {
            return Ok(Outcome::Skipped(format!(
                "no Python environment: {failure}"
            )));
        }
    };
    let consumer = Consumer::make(workspace)?;
    let aws = python.with_file_name("aws");
    let mut variables = vec![
        ("CLIENT_PYTHON", python.as_os_str()),
        ("CLIENT_AWS_PYPI", aws.as_os_str()),
    ];
    match debian_aws() {
        Ok(aws) => variables.push(("CLIENT_AWS_DEBIAN", aws.as_os_str())),
        Err(failure) => say(format!("SKIPPED: the AWS CLI of Debian: {failure}")),
    }
    Ok(Outcome::Ran(
        consumer.test(workspace, "clients", &variables)?,
    ))
}

/// The Python of a virtual environment with tests/clients/requirements.txt installed.
pub(crate) fn python(workspace: &Workspace) -> Result<PathBuf> {
    let requirements = workspace.root.join("tests/clients/requirements.txt");
    python::environment(
        workspace,
        "python",
        &requirements,
        "the AWS CLI and boto3 of PyPI",
    )
}

/// Debian's AWS CLI, which is made sure to be there and to be version 2.
pub(crate) fn debian_aws() -> Result<&'static Path> {
    if !Path::new(DEBIAN_AWS).exists() {
        debian::install("awscli")?;
    }
    let version = output(Command::new(DEBIAN_AWS).arg("--version"))?;
    if version.starts_with("aws-cli/2.") {
        Ok(Path::new(DEBIAN_AWS))
    } else {
        Err(Failure::new(format!("{DEBIAN_AWS} is {}.", version.trim())))
    }
}
