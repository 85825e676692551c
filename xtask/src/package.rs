//! From TypeScript, glue and wasm to pkg/: tsc, esbuild for what others wrote, and the files a package has.

use crate::command::{npm, run};
use crate::failure::{Failure, Result};
use crate::inline;
use crate::notices;
use crate::page;
use crate::progress::say;
use crate::sbom;
use crate::stamp::{self, Inputs};
use crate::wasm;
use crate::works;
use crate::workspace::{self, Workspace};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that import packages of others. Those are folded in, so that the installed package depends on nothing.
const FOLDED: [&str; 2] = ["node/proxy.js", "cli/fit.js"];

/// Files that ship as they are: where from, and their name in the package.
const COPIED: [(&str, &str); 4] = [
    ("LICENSE", "LICENSE"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("pkg-template/README.md", "README.md"),
    ("pkg-template/package.json", "package.json"),
];

/// Builds pkg/.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let mut inputs = Inputs::new()
        .folder(&wasm::glue_folder(workspace))?
        .folder(&workspace.template.join("src"))?
        .folder(&workspace.template.join("stand-ins"))?
        .folder(&page::sources(workspace))?
        .folder(&workspace.root.join("xtask/src"))?
        .file(&workspace.template.join("tsconfig.json"))?
        .file(&workspace.template.join("package-lock.json"))?
        .file(&workspace.root.join("Cargo.lock"))?;
    for (from, _) in COPIED {
        inputs = inputs.file(&workspace.root.join(from))?;
    }
    let outputs = [
        workspace.package.join("package.json"),
        sbom::file(workspace),
    ];
    stamp::unless_done(workspace, "package", inputs, &outputs, || {
        // INVARIANT: pkg/ is whole at any time: it is made beside its place and then moved there.
        let next = workspace.target.join("pkg-next");
        workspace::remove_folder(&next)?;
        assemble(workspace, &next)?;
        workspace::remove_folder(&workspace.package)?;
        std::fs::rename(&next, &workspace.package).map_err(|e| workspace::cannot("move", &next, &e))
    })
}

fn assemble(workspace: &Workspace, package: &Path) -> Result<()> {
    say("Compiling the TypeScript hosts");
    run(Command::new(workspace.npm_tool("tsc"))
        .arg("--project")
        .arg(&workspace.template)
        .arg("--outDir")
        .arg(package))?;
    let glue = wasm::glue_folder(workspace);
    let made = inline::OUTPUTS.map(str::to_owned);
    for name in wasm::outputs().into_iter().chain(made) {
        workspace::copy(&glue.join(&name), &package.join(&name))?;
    }
    for (from, name) in COPIED {
        let from = workspace.root.join(from);
        if from.exists() {
            workspace::copy(&from, &package.join(name))?;
        }
    }
    run(npm()
        .args(["pkg", "delete", "devDependencies", "--loglevel=error"])
        .current_dir(package))?;
    let folded = fold(workspace, package)?;
    gather_command(workspace, package)?;
    gather_library(workspace, package)?;
    page::build(workspace, package)?;
    say("Collecting the licences of what is built in");
    let works = works::built_in(workspace, &folded)?;
    workspace::write(&package.join("THIRD-PARTY.md"), notices::page(&works)?)?;
    workspace::write(&sbom::file(workspace), sbom::text(workspace, &works)?)
}

/// Folds the packages that [`FOLDED`] files import into them; returns the folders of those packages.
fn fold(workspace: &Workspace, package: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut folded = BTreeSet::new();
    for name in FOLDED {
        let file = package.join(name);
        if !file.exists() {
            continue;
        }
        say(format!(
            "Folding npm packages of others into {name} with esbuild"
        ));
        let metafile = workspace.target.join("xtask/esbuild.json");
        workspace::make_folder_of(&metafile)?;
        let stand_in = workspace.template.join("stand-ins/debug.js");
        run(Command::new(workspace.npm_tool("esbuild"))
            .arg(&file)
            .args(["--bundle", "--format=esm", "--platform=node"])
            .args(["--target=node20.19", "--legal-comments=none"])
            .args(["--allow-overwrite", "--log-level=warning"])
            // Our own files stay files of their own.
            .arg(flag("--external:", &package.join("*")))
            .arg(flag("--alias:debug=", &stand_in))
            .arg(flag("--outfile=", &file))
            .arg(flag("--metafile=", &metafile))
            .env("NODE_PATH", workspace.template.join("node_modules"))
            .current_dir(&workspace.root))?;
        if workspace::read_text(&file)?.contains("Dynamic require of") {
            return Err(
                Failure::new(format!("{name} would call require() when it runs.")).with_help(
                    "Fold in a package that is an ES module, or add a stand-in for what requires.",
                ),
            );
        }
        folded.extend(works::packages_in(workspace, &metafile)?);
    }
    Ok(folded)
}

/// What a command imports when it first meets the network or a lock, as most do: a file apart would start the loader of ES modules.
const MET_BY_MOST_COMMANDS: [&str; 4] = [
    "node/atomic_write.js",
    "node/http.js",
    "node/lock.js",
    "node/lock_file.js",
];

/// Puts what every command needs into one file: finding and reading twenty modules took 7 ms of each start. It is a CommonJS
/// module, since Node takes 3 ms more to start its loader of ES modules. What few commands import stays a file of its own.
fn gather_command(workspace: &Workspace, package: &Path) -> Result<()> {
    let main = package.join("cli/main.js");
    say("Gathering what every command needs into cli/main.cjs with esbuild");
    let apart = imported_when_needed(package)?;
    let met = MET_BY_MOST_COMMANDS.map(|name| package.join(name));
    let apart = apart.iter().filter(|module| !met.contains(module));
    let mut esbuild = gathering(workspace, &main, &package.join("cli/main.cjs"), apart);
    esbuild
        .arg("--format=cjs")
        .arg("--define:import.meta.dirname=__dirname")
        .arg("--banner:js='use strict';");
    run(&mut esbuild)?;
    ["js", "d.ts"].iter().try_for_each(|extension| {
        let part = main.with_extension(extension);
        std::fs::remove_file(&part).map_err(|e| workspace::cannot("remove", &part, &e))
    })
}

/// Puts what every program in Node needs into `node/index.js`: the loader of ES modules takes half a millisecond for each file.
/// The errors stay a file of their own, so that their class is one for all entries.
fn gather_library(workspace: &Workspace, package: &Path) -> Result<()> {
    let index = package.join("node/index.js");
    say("Gathering what every program needs into node/index.js with esbuild");
    let apart = imported_when_needed(package)?;
    run(gathering(workspace, &index, &index, &apart)
        .args(["--format=esm", "--allow-overwrite"])
        .arg(flag("--external:", &package.join("errors.js"))))
}

/// An esbuild that puts a module and what it imports into one file, but for some.
fn gathering<'a>(
    workspace: &Workspace,
    module: &Path,
    into: &Path,
    apart: impl IntoIterator<Item = &'a PathBuf>,
) -> Command {
    let mut esbuild = Command::new(workspace.npm_tool("esbuild"));
    esbuild
        .arg(module)
        .args(["--bundle", "--platform=node", "--target=node20.19"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(flag("--outfile=", into))
        .current_dir(&workspace.root);
    for module in apart {
        esbuild.arg(flag("--external:", module));
    }
    esbuild
}

/// The modules that `import('…')` names, in any file of the command and of Node's host.
fn imported_when_needed(package: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut modules = BTreeSet::new();
    for folder in ["cli", "node"].map(|name| package.join(name)) {
        for file in workspace::files_below(&folder)? {
            if file.extension().is_some_and(|extension| extension == "js") {
                let text = workspace::read_text(&file)?;
                let names = text
                    .split("import('./")
                    .skip(1)
                    .map(|rest| folder.join(until_quote(rest)));
                modules.extend(names);
                let names = text
                    .split("import('../")
                    .skip(1)
                    .map(|rest| package.join(until_quote(rest)));
                modules.extend(names);
            }
        }
    }
    Ok(modules)
}

fn until_quote(text: &str) -> &str {
    text.split('\'').next().unwrap_or(text)
}

fn flag(name: &str, path: &Path) -> OsString {
    let mut flag = OsString::from(name);
    flag.push(path);
    flag
}
