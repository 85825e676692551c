//! The programs of others that do the same work: the AWS SDK for JavaScript, the AWS CLI and boto3.

use super::machine::Machine;
use crate::command::output;
use crate::failure::Result;
use crate::progress::say;
use crate::test::{Consumer, debian_aws, python};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are, and we beside them.
pub(crate) struct Peers {
    /// The folder with our package and the AWS SDK installed in it, as a program has them, and with benches/.
    pub(crate) consumer: PathBuf,
    /// The Python that has boto3, when there is one.
    pub(crate) python: Option<PathBuf>,
    /// Each AWS CLI that can be had: its name in tables, and the program.
    pub(crate) aws: Vec<(String, PathBuf)>,
}

impl Peers {
    /// Sets them up, and notes their versions.
    pub(crate) fn set_up(workspace: &Workspace, machine: &mut Machine) -> Result<Self> {
        let consumer = Consumer::make(workspace)?.folder().to_path_buf();
        let modules = consumer.join("node_modules");
        for package in [
            "aws-sso-wasm",
            "@aws-sdk/credential-provider-sso",
            "@aws-sdk/client-sso",
            "@aws-sdk/client-sts",
        ] {
            machine.add_package(&modules, package)?;
        }
        let mut peers = Self {
            consumer,
            python: None,
            aws: Vec::new(),
        };
        match python(workspace) {
            Ok(python) => {
                machine.add("Python", version(&python)?);
                let ask = "import boto3; print(boto3.__version__)";
                machine.add(
                    "boto3",
                    output(Command::new(&python).args(["-c", ask]))?.trim(),
                );
                peers.add_aws("AWS CLI v1 (PyPI)", python.with_file_name("aws"), machine)?;
                peers.python = Some(python);
            }
            Err(failure) => say(format!("WITHOUT boto3 and the AWS CLI of PyPI: {failure}")),
        }
        match debian_aws() {
            Ok(aws) => peers.add_aws("AWS CLI v2 (Debian)", aws.into(), machine)?,
            Err(failure) => say(format!("WITHOUT the AWS CLI of Debian: {failure}")),
        }
        Ok(peers)
    }

    /// Our command, as npm links it.
    pub(crate) fn ours(&self) -> PathBuf {
        let name = if cfg!(windows) {
            "aws-sso-wasm.cmd"
        } else {
            "aws-sso-wasm"
        };
        self.consumer.join("node_modules/.bin").join(name)
    }

    /// A program of benches/, by its path there.
    pub(crate) fn bench(&self, program: &str) -> PathBuf {
        self.consumer.join("benches").join(program)
    }

    fn add_aws(&mut self, name: &str, program: PathBuf, machine: &mut Machine) -> Result<()> {
        machine.add(name, version(&program)?);
        self.aws.push((name.to_owned(), program));
        Ok(())
    }
}

/// The number in what a program says of its version, such as `aws-cli/2.9.19 Python/3.11.2 …` or `Python 3.11.2`.
fn version(program: &Path) -> Result<String> {
    let printed = output(Command::new(program).arg("--version"))?;
    let mut words = printed.split([' ', '/', '\n']);
    let number = words.find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    Ok(number.unwrap_or("unknown").to_owned())
}
