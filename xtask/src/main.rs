//! Builds, tests and demonstrates aws-sso-wasm. The only build script: a person and CI call the same commands.
//!
//! `build` is made of [`setup`] (Rust target, Node, npm packages), [`wasm`] (cargo, wasm-bindgen, wasm-opt) and
//! [`package`] (TypeScript, bundling, the file list). What did not change is not done again: see [`stamp`].

mod bench;
mod build;
mod command;
mod demo;
mod docs;
mod failure;
mod fuzz;
mod inline;
mod instructions;
mod interrupt;
mod marked;
mod notices;
mod package;
mod page;
mod progress;
mod python;
mod release;
mod sbom;
mod serve;
mod setup;
mod size;
mod stamp;
mod supply;
mod table;
mod tarball;
mod test;
mod wasm;
mod works;
mod workspace;

use failure::{Failure, Result};
use std::process::ExitCode;
use workspace::Workspace;

const HELP: &str = "\
Usage: cargo xtask <command>

  demo     Build, then sign in to a sandbox with the built command line. --keep leaves it up.
  serve    Build, then open the host page against a sandbox; it reloads when www/ changes.
           --port N and --no-browser are those of `aws-sso-wasm serve`.
  build    Set up what is missing and build pkg/, exactly what npm publishes.
           --root FOLDER builds a copy of the sources that is there.
  audit    Look for advisories about crates and npm packages, at GitHub and npm.
  release vX.Y.Z
           Build the tagged commit, and put the tarball, its bill of materials and their hashes into
           target/release-files. --root FOLDER takes a checkout that is there.
  docs     Build, then make the API reference in target/docs.
  bench    Build, then measure beside the AWS SDK, the AWS CLI and boto3, into target/bench.
           --only size,start measures these alone; --quick takes fewer rounds;
           --readme puts the short form into README.md.
  test     Set up and run every test. --only lint,native runs these rings alone.
  instructions
           How many instructions each case of benches/ takes (callgrind); --update writes the table to compare with.
  size     What each crate and module costs in each wasm, into target/size/by-crate.md.
           --readme puts the short form into src/README.md.
  fuzz     Fuzz every target of fuzz/ for an hour, in parallel. --minutes N for another time, --target T for one alone.
  help     This text.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            failure.exit_code().into()
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["bench", arguments @ ..] => bench::run(&Workspace::find()?, arguments),
        ["release", tag] => release::run(&Workspace::find()?, tag),
        ["release", tag, "--root", folder] => release::run(&Workspace::at(folder.into()), tag),
        ["audit"] => supply::advisories::run(&Workspace::find()?),
        ["build"] => build::run(&Workspace::find()?),
        ["build", "--root", folder] => build::run(&Workspace::at(folder.into())),
        ["docs"] => docs::run(&Workspace::find()?),
        ["demo"] => demo::run(&Workspace::find()?, false).map(drop),
        ["demo", "--keep"] => demo::run(&Workspace::find()?, true).map(drop),
        ["serve", arguments @ ..] => serve::run(&Workspace::find()?, arguments),
        ["instructions"] => instructions::run(&Workspace::find()?, false),
        ["instructions", "--update"] => instructions::run(&Workspace::find()?, true),
        ["size"] => size::run(&Workspace::find()?, false),
        ["size", "--readme"] => size::run(&Workspace::find()?, true),
        ["fuzz", options @ ..] => fuzz::command(&Workspace::find()?, options),
        ["test"] => test::run(&Workspace::find()?, &[]),
        ["test", "--only", rings] => {
            test::run(&Workspace::find()?, &rings.split(',').collect::<Vec<_>>())
        }
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::new(format!(
            "`cargo xtask {}` is not a command.",
            other.join(" ")
        ))
        .with_help("`cargo xtask help` lists the commands.")),
    }
}
