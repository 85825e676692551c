//! Ring hostile: processes that are killed, disks that are full, fifty programs at once.

use super::node::Consumer;
use super::{Outcome, debian, debian_aws, python};
use crate::failure::Result;
use crate::progress::say;
use crate::workspace::Workspace;
use std::path::PathBuf;

/// Runs tests/hostile with what can be had here.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let consumer = Consumer::make(workspace)?;
    debian::want("strace");
    // What is missing the tests name as skipped.
    let python = python(workspace)
        .inspect_err(|failure| say(format!("SKIPPED: the AWS CLI and boto3 of PyPI: {failure}")))
        .ok();
    let aws = python
        .as_ref()
        .map(|python: &PathBuf| python.with_file_name("aws"));
    let mut variables = Vec::new();
    if let (Some(python), Some(aws)) = (&python, &aws) {
        variables.push(("CLIENT_PYTHON", python.as_os_str()));
        variables.push(("CLIENT_AWS_PYPI", aws.as_os_str()));
    }
    match debian_aws() {
        Ok(aws) => variables.push(("CLIENT_AWS_DEBIAN", aws.as_os_str())),
        Err(failure) => say(format!("SKIPPED: the AWS CLI of Debian: {failure}")),
    }
    Ok(Outcome::Ran(
        consumer.test(workspace, "hostile", &variables)?,
    ))
}
