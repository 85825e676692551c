//! Ring node: the package as npm packs and installs it, in target/consumer, tested by `node --test` from there. And its API
//! reference, which has to come about without a warning.

use super::counts::{Counts, counted, node_line};
use super::{Outcome, debian, vectors_are_required};
use crate::command::{npm, run as run_command};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::workspace::{self, Workspace};
use crate::{build, docs, page, setup, tarball};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A project that has the packed package installed, and the compiled tests.
pub(crate) struct Consumer {
    folder: PathBuf,
    tarball: PathBuf,
}

/// Runs tests/node.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let consumer = Consumer::make(workspace)?;
    // The shells that complete our command lines; every machine has Bash, and `script`, which makes the terminals.
    for shell in ["zsh", "fish"] {
        debian::want(shell);
    }
    let mut counts = consumer.test(workspace, "node", &[])?;
    docs::make(workspace)?;
    counts.passed += 1;
    Ok(Outcome::Ran(counts))
}

impl Consumer {
    /// Builds and packs the package, installs it, and compiles the tests against it.
    pub(crate) fn make(workspace: &Workspace) -> Result<Self> {
        build::run(workspace)?;
        let folder = workspace.target.join("consumer");
        let tests = workspace.root.join("tests");
        for name in ["package.json", "package-lock.json"] {
            workspace::copy(&tests.join(name), &folder.join(name))?;
        }
        setup::npm_packages(workspace, &folder, "test tools")?;
        let tarball = install(workspace, &folder)?;
        compile(workspace, &tests, &folder)?;
        Ok(Self { folder, tarball })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs the tests in `folder` of tests/, with `variables` added to the environment.
    pub(crate) fn test(
        &self,
        workspace: &Workspace,
        folder: &str,
        variables: &[(&str, &OsStr)],
    ) -> Result<Counts> {
        self.test_with(workspace, folder, variables, &[])
    }

    /// The same, with `arguments` for `node --test`.
    pub(crate) fn test_with(
        &self,
        workspace: &Workspace,
        folder: &str,
        variables: &[(&str, &OsStr)],
        arguments: &[String],
    ) -> Result<Counts> {
        let files: Vec<PathBuf> = workspace::files_below(&self.folder.join("tests").join(folder))?
            .into_iter()
            .filter(|file| file.to_string_lossy().ends_with(".test.js"))
            .collect();
        if files.is_empty() {
            return Err(Failure::new(format!("There is no test in tests/{folder}.")));
        }
        let mut node = Command::new("node");
        node.args(["--enable-source-maps", "--test", "--test-reporter=spec"])
            // What hangs must not hang for ever.
            .arg("--test-timeout=600000")
            .args(arguments)
            .args(&files)
            .current_dir(&self.folder)
            .env("PACKAGE_TARBALL", &self.tarball)
            .env("VECTORS", workspace.vectors())
            .envs(variables.iter().copied());
        if vectors_are_required(workspace) {
            node.env("REQUIRE_VECTORS", "1");
        }
        // A test's own environment decides, never that of the person who runs it.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") || name == "BROWSER" {
                node.env_remove(&name);
            }
        }
        counted(&mut node, node_line)
    }
}

/// Packs pkg/ and installs the tarball as a user of the package would. Returns the tarball.
fn install(workspace: &Workspace, consumer: &Path) -> Result<PathBuf> {
    let packed = workspace.target.join("packed");
    let inputs = Inputs::new()
        .folder(&workspace.package)?
        .file(&consumer.join("package-lock.json"))?;
    let installed = consumer.join("node_modules/aws-sso-wasm");
    stamp::unless_done(
        workspace,
        "consumer",
        inputs,
        std::slice::from_ref(&installed),
        || {
            say("Packing pkg/ and installing the tarball into target/consumer");
            let tarball = tarball::pack(&workspace.package, &packed)?;
            workspace::remove_folder(&installed)?;
            run_command(
                npm()
                    .args([
                        "install",
                        "--no-save",
                        "--no-package-lock",
                        "--ignore-scripts",
                    ])
                    .args(["--no-audit", "--no-fund", "--loglevel=error"])
                    .arg(tarball)
                    .current_dir(consumer),
            )
        },
    )?;
    tarball::only_file_in(&packed)
}

/// Compiles the tests in a copy beside the installed package, so that they import it by its name.
fn compile(workspace: &Workspace, tests: &Path, consumer: &Path) -> Result<()> {
    say("Compiling the tests");
    let copies = consumer.join("tests");
    workspace::remove_folder(&copies)?;
    for file in workspace::files_below(tests)? {
        let Ok(name) = file.strip_prefix(tests) else {
            continue;
        };
        let is_rust = name.extension().is_some_and(|extension| extension == "rs");
        if !is_rust && !name.starts_with("node_modules") {
            workspace::copy(&file, &copies.join(name))?;
        }
    }
    // The parts of the page that need no page are tested in Node.
    let page = consumer.join("www");
    workspace::remove_folder(&page)?;
    for file in workspace::files_below(&page::sources(workspace))? {
        if let Some(name) = file.file_name().filter(|_| is_typescript(&file)) {
            workspace::copy(&file, &page.join(name))?;
        }
    }
    // The programs that the benchmark runs, which are tested too.
    let benches = workspace.root.join("benches");
    let copies = consumer.join("benches");
    workspace::remove_folder(&copies)?;
    workspace::copy_folder(&benches, &copies)?;
    // The examples, for which the package is installed here as well.
    for name in ["node-script", "electron", "vscode", "web-console"] {
        let copies = consumer.join("examples").join(name);
        workspace::remove_folder(&copies)?;
        let example = workspace.root.join("examples").join(name);
        for file in workspace::files_below(&example)? {
            match file.strip_prefix(&example) {
                Ok(name) if !name.starts_with("node_modules") => {
                    workspace::copy(&file, &copies.join(name))?;
                }
                _ => {}
            }
        }
    }
    // What runs in a page may name what a page has; the rest may not.
    for project in [
        "tests",
        "tests/bundlers",
        "tests/browser",
        "tests/vscode",
        "benches",
    ] {
        // From here tsc names the files as they are named in the repository.
        run_command(
            Command::new(workspace.npm_tool("tsc"))
                .args(["--project", project])
                .current_dir(consumer),
        )?;
    }
    Ok(())
}

fn is_typescript(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "ts")
}
