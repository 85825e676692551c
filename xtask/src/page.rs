//! The host page: www/ checked against the package that was just built, and bundled into its www/.

use crate::command::run;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of the page that ship as they are.
const COPIED: [&str; 2] = ["index.html", "icon.svg"];

/// The parts of style.css, in `style/`: a later rule wins over an earlier one.
const STYLES: [&str; 17] = [
    "colours",
    "ground",
    "masthead",
    "session_switcher",
    "views",
    "buttons",
    "session_picker",
    "sign_in_view",
    "device_code_view",
    "time_left",
    "error_notice",
    "accounts_view",
    "role_panel",
    "shortcuts",
    "wide_screens",
    "phones",
    "forced_colours",
];

/// The browsers that the page is written for: the first of each with all that it uses.
const TARGETS: &str = "--target=chrome111,firefox113,safari16.4";

/// The sources of the page.
pub(crate) fn sources(workspace: &Workspace) -> PathBuf {
    workspace.root.join("www")
}

/// Makes `www/` in the package at `package`, of the package's own compiled modules.
pub(crate) fn build(workspace: &Workspace, package: &Path) -> Result<()> {
    say("Checking and bundling the host page");
    check(workspace)?;
    bundle(workspace, package, &[])
}

/// Checks the types of the page.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    run(Command::new(workspace.npm_tool("tsc"))
        .arg("--project")
        .arg(sources(workspace)))
}

/// Bundles the page into the package at `package`, with more `flags` for esbuild.
pub(crate) fn bundle(workspace: &Workspace, package: &Path, flags: &[OsString]) -> Result<()> {
    let sources = sources(workspace);
    for name in COPIED {
        workspace::copy(&sources.join(name), &package.join("www").join(name))?;
    }
    workspace::write(&package.join("www/style.css"), style(&sources)?)?;
    let mut outfile = OsString::from("--outfile=");
    outfile.push(package.join("www/main.js"));
    // `aws-sso-wasm/browser` is found by the `paths` of www/tsconfig.json.
    run(Command::new(workspace.npm_tool("esbuild"))
        .arg(sources.join("main.ts"))
        .args(["--bundle", "--minify", "--format=esm", TARGETS])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(outfile)
        .args(flags)
        .current_dir(&workspace.root))
}

/// The parts of style.css as one file, since a page that asks for seventeen comes later.
fn style(sources: &Path) -> Result<String> {
    let folder = sources.join("style");
    let parts = STYLES.map(|name| folder.join(name).with_extension("css"));
    if let Some(other) = workspace::files_below(&folder)?
        .into_iter()
        .find(|file| !parts.contains(file))
    {
        return Err(
            Failure::new(format!("{} is no part of style.css.", other.display()))
                .with_help("Name it among the STYLES of xtask/src/page.rs."),
        );
    }
    let texts: Vec<String> = parts
        .iter()
        .map(|file| workspace::read_text(file))
        .collect::<Result<_>>()?;
    Ok(texts.join("\n"))
}
