//! VS Code as npm's `code-server` serves it, in target/code-server.

use super::debian;
use crate::command::{npm, output, run as run_command};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::workspace::{self, Workspace};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Carries VS Code 1.139.1.
const VERSION: &str = "4.139.1";

/// The Node that this code-server runs in, whichever Node runs everything else.
const NODE_VERSION: &str = "24.21.0";

/// The native modules that the server needs. Without the first VS Code writes no log files, which a test reads; without
/// the second an extension host outlives a server that died.
///
/// code-server's own installation builds more: Kerberos for proxies (it is what needs libkrb5-dev), SQLite, terminals.
const NATIVE_MODULES: [&str; 2] = ["@vscode/spdlog", "@vscode/native-watchdog"];

/// An installed code-server.
pub(crate) struct CodeServer {
    /// The Node to run it with.
    pub(crate) node: PathBuf,
    /// Its script.
    pub(crate) script: PathBuf,
}

impl CodeServer {
    /// Installs it from the npm registry, unless that was done. Nothing is fetched from elsewhere.
    pub(crate) fn install(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target.join("code-server");
        let node_package = node_package().ok_or_else(|| {
            Failure::new("There is no code-server for this operating system or processor.")
        })?;
        let modules = folder.join("node_modules");
        let vscode = modules.join("code-server/lib/vscode");
        let installed = Self {
            node: modules.join(&node_package).join("bin/node"),
            script: modules.join("code-server/out/node/entry.js"),
        };
        let mut outputs = vec![installed.node.clone(), installed.script.clone()];
        outputs.extend(NATIVE_MODULES.map(|name| built(&vscode, name)));
        let inputs = Inputs::new()
            .text(VERSION)
            .text(NODE_VERSION)
            .text(&node_package)
            .text(&NATIVE_MODULES.join(" "));
        stamp::unless_done(workspace, "code-server", inputs, &outputs, || {
            say(format!(
                "Installing code-server {VERSION} into target/code-server"
            ));
            workspace::remove_folder(&folder)?;
            workspace::write(&folder.join("package.json"), r#"{"private": true}"#)?;
            run_command(
                npm_install(&folder)
                    .arg("--no-package-lock")
                    .arg(format!("code-server@{VERSION}"))
                    .arg(format!("{node_package}@{NODE_VERSION}")),
            )?;
            let path = path_with(&installed.node)?;
            run_command(npm_install(&vscode).arg("--omit=dev").env("PATH", &path))?;
            build_native_modules(&vscode, &path)
        })?;
        Ok(installed)
    }
}

fn npm_install(folder: &Path) -> Command {
    let mut install = npm();
    install
        .args([
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ])
        .arg("--loglevel=error")
        .current_dir(folder);
    install
}

fn build_native_modules(vscode: &Path, path: &OsString) -> Result<()> {
    for program in ["python3", "make", "g++"] {
        debian::want(program);
    }
    let mut rebuild = npm();
    rebuild
        .arg("rebuild")
        .args(NATIVE_MODULES)
        .args(["--foreground-scripts", "--loglevel=error"])
        .current_dir(vscode)
        .env("PATH", path);
    // Node-API is the same in every Node, so the headers of the one that is installed here serve, and none are downloaded.
    if let Some(headers) = headers()? {
        rebuild.env("npm_config_nodedir", headers);
    }
    let log = output(&mut rebuild)?;
    match NATIVE_MODULES
        .iter()
        .find(|name| !built(vscode, name).exists())
    {
        None => Ok(()),
        Some(missing) => Err(Failure::new(format!("npm did not build {missing}: {log}"))),
    }
}

/// The folder whose `include/node` has the headers of the installed Node, if it brought them along.
fn headers() -> Result<Option<PathBuf>> {
    let node = output(Command::new("node").args(["--print", "fs.realpathSync(process.execPath)"]))?;
    Ok(Path::new(node.trim())
        .ancestors()
        .nth(2)
        .filter(|prefix| prefix.join("include/node/node_api.h").exists())
        .map(Path::to_path_buf))
}

/// Where node-gyp leaves what it makes of a module.
fn built(vscode: &Path, module: &str) -> PathBuf {
    let name = match module {
        "@vscode/native-watchdog" => "watchdog",
        other => other.rsplit('/').next().unwrap_or(other),
    };
    vscode.join(format!("node_modules/{module}/build/Release/{name}.node"))
}

/// The npm package that carries the Node of this machine.
fn node_package() -> Option<String> {
    let system = match env::consts::OS {
        "linux" => "linux",
        "macos" => "darwin",
        _ => return None,
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return None,
    };
    Some(format!("node-{system}-{processor}"))
}

/// PATH with this program's folder in front.
fn path_with(program: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = program.parent().map(Path::to_path_buf).into_iter();
    env::join_paths(folders.chain(env::split_paths(&path)))
        .map_err(|e| Failure::new(format!("Cannot put Node into PATH: {e}.")))
}
