//! From Rust to WebAssembly and its JavaScript glue: cargo, then wasm-bindgen, then wasm-opt.

use crate::command::{output, run};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::setup::WASM_TARGET;
use crate::stamp::{self, Inputs};
use crate::workspace::{self, Workspace};
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::{Bindgen, EncodeInto, Output};

/// A wasm of the package: the crate with some of its features.
struct Flavour {
    /// Names the glue, as `wasm/{name}_glue.js`.
    name: &'static str,
    features: &'static str,
    /// The wasm's place in the package.
    wasm: &'static str,
}

/// What the package is made of: what pages load, the same with the profiles of the shared files for Node, and the commands,
/// and of those what is run most, for the bin.
const FLAVOURS: [Flavour; 4] = [
    Flavour {
        name: "core",
        features: "library",
        wasm: "core.wasm",
    },
    Flavour {
        name: "node",
        features: "profiles",
        wasm: "node/node.wasm",
    },
    Flavour {
        name: "cli",
        features: "cli",
        wasm: "cli/cli.wasm",
    },
    Flavour {
        name: "from_files",
        features: "from-files",
        wasm: "cli/from_files.wasm",
    },
];

impl Flavour {
    /// The wasm, the glue and the glue's types, as places in the package.
    fn outputs(&self) -> [String; 3] {
        let name = self.name;
        [
            self.wasm.to_owned(),
            format!("wasm/{name}_glue.js"),
            format!("wasm/{name}_glue.d.ts"),
        ]
    }
}

/// Every file that [`build`] makes, as places in the package.
pub(crate) fn outputs() -> Vec<String> {
    FLAVOURS.iter().flat_map(Flavour::outputs).collect()
}

/// Where [`outputs`] stand as in the package; tsconfig.json's `rootDirs` names it.
pub(crate) fn glue_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("glue")
}

/// Builds every wasm and its glue into [`glue_folder`].
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    // The compiler reads here that the glue is made of modules.
    let module = glue_folder(workspace).join("package.json");
    workspace::write(&module, "{ \"type\": \"module\" }\n")?;
    FLAVOURS
        .iter()
        .try_for_each(|flavour| build_flavour(workspace, flavour))
}

/// Builds every wasm as it ships, except that its functions keep their names, into `folder`; returns each one's place in the
/// package, and where it is.
pub(crate) fn build_named(
    workspace: &Workspace,
    folder: &Path,
) -> Result<Vec<(&'static str, PathBuf)>> {
    FLAVOURS
        .iter()
        .map(|flavour| {
            say(format!("Compiling {} with names", flavour.wasm));
            let compiled = compile(workspace, "aws-sso-wasm", flavour.features)?;
            let bound = workspace.target.join("wasm-bindgen");
            bind(&compiled, &bound, Names::Kept)?;
            let named = folder.join(format!("{}.wasm", flavour.name));
            shrink(workspace, &bound.join("glue_bg.wasm"), &named, Names::Kept)?;
            Ok((flavour.wasm, named))
        })
        .collect()
}

/// Builds the cases of benches/ as a wasm of their own, as small as those that ship; returns the folder that holds `glue.js`
/// and `glue.wasm`.
pub(crate) fn build_benches(workspace: &Workspace) -> Result<PathBuf> {
    say("Compiling the cases of benches/ to WebAssembly");
    let compiled = compile(workspace, "benches", "")?;
    let bound = workspace.target.join("wasm-bindgen-benches");
    bind(&compiled, &bound, Names::Removed)?;
    workspace::write(&bound.join("package.json"), "{ \"type\": \"module\" }\n")?;
    let wasm = bound.join("glue.wasm");
    shrink(
        workspace,
        &bound.join("glue_bg.wasm"),
        &wasm,
        Names::Removed,
    )?;
    Ok(bound)
}

/// Whether functions keep their names, which only reading a wasm takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Kept,
    Removed,
}

fn build_flavour(workspace: &Workspace, flavour: &Flavour) -> Result<()> {
    let Flavour { name, features, .. } = flavour;
    let inputs = Inputs::new()
        .text(&output(Command::new("rustc").arg("-vV"))?)
        .folder(&workspace.root.join("src"))?
        .file(&workspace.root.join("Cargo.toml"))?
        .file(&workspace.root.join("Cargo.lock"))?
        .file(&workspace.root.join("xtask/src/wasm.rs"))?
        .file(&workspace.template.join("package-lock.json"))?;
    let glue = glue_folder(workspace);
    let outputs = flavour.outputs().map(|output| glue.join(output));
    stamp::unless_done(workspace, &format!("wasm-{name}"), inputs, &outputs, || {
        let [wasm, js, types] = &outputs;
        say(format!("Compiling {} to WebAssembly", flavour.wasm));
        let compiled = compile(workspace, "aws-sso-wasm", features)?;
        say("Generating its glue with wasm-bindgen");
        let bound = workspace.target.join("wasm-bindgen");
        bind(&compiled, &bound, Names::Removed)?;
        workspace::copy(&bound.join("glue.js"), js)?;
        workspace::copy(&bound.join("glue.d.ts"), types)?;
        say("Shrinking it with wasm-opt");
        shrink(workspace, &bound.join("glue_bg.wasm"), wasm, Names::Removed)
    })
}

/// Compiles the library of a package and returns the wasm as the linker left it.
fn compile(workspace: &Workspace, package: &str, features: &str) -> Result<PathBuf> {
    let name = format!("{}.wasm", package.replace('-', "_"));
    let folder = workspace.target.join(WASM_TARGET).join("release");
    let wasm = folder.join(&name);
    // Whatever the features, it has this one name, and cargo takes a newer file for its own.
    let _ = fs::remove_file(&wasm);
    let _ = fs::remove_file(folder.join("deps").join(&name));
    let mut cargo = Command::new("cargo");
    cargo
        .args(["rustc", "--locked", "--release", "--lib"])
        .args(["--crate-type=cdylib", "--package", package])
        .args(["--features", features])
        .args(["--target", WASM_TARGET, "--target-dir"])
        .arg(&workspace.target)
        .env("CARGO_ENCODED_RUSTFLAGS", compiler_flags(workspace)?)
        .current_dir(&workspace.root);
    run(&mut cargo)?;
    Ok(wasm)
}

/// Where cargo keeps the crates that it fetched.
pub(crate) fn cargo_home() -> Result<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .ok_or_else(|| Failure::new("Cargo's home folder is not known."))
}

/// Flags that keep this machine's folders out of the wasm, since panics name their source files, that choose the small form
/// of SHA-256, and that keep LLVM from repeating a load on each way to where it is needed: what that makes is larger, and no
/// command is faster by it.
fn compiler_flags(workspace: &Workspace) -> Result<String> {
    let (library, everywhere) = standard_library()?;
    let mut flags = vec![
        "--cfg".to_owned(),
        "sha2_backend_soft=\"compact\"".to_owned(),
        "-Cllvm-args=-enable-load-pre=false".to_owned(),
        format!("--remap-path-prefix={library}={everywhere}"),
        format!("--remap-path-prefix={}=.", workspace.root.display()),
    ];
    let registries = registries()?;
    flags.extend(
        registries
            .iter()
            .map(|registry| format!("--remap-path-prefix={}=crates", registry.display())),
    );
    Ok(flags.join("\x1f"))
}

/// Where the sources of crates lie: a folder for each registry, called otherwise on each machine. None where they are vendored.
fn registries() -> Result<Vec<PathBuf>> {
    let folder = cargo_home()?.join("registry/src");
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| workspace::cannot("read", &folder, &e))?,
    };
    let mut registries = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(|e| workspace::cannot("read", &folder, &e))?;
    registries.sort();
    Ok(registries)
}

/// Where the standard library's sources are, if this machine has them (rustup's component `rust-src`, which editors bring),
/// and what they are called where they are not.
fn standard_library() -> Result<(String, String)> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let version = output(Command::new("rustc").arg("-vV"))?;
    let commit = version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .ok_or_else(|| Failure::new("rustc -vV names no commit."))?;
    let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    Ok((sources.display().to_string(), format!("/rustc/{commit}")))
}

/// Runs wasm-bindgen: one glue file for every entry, which never looks for the wasm by itself.
fn bind(wasm: &Path, folder: &Path, names: Names) -> Result<()> {
    workspace::remove_folder(folder)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("glue")
        .typescript(true)
        .omit_default_module_path(true)
        .encode_into(EncodeInto::Always)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true);
    let bound = bindgen
        .web(true)
        .and_then(Bindgen::generate_output)
        .and_then(|mut output| {
            let renamed = without_hashes(&mut output);
            output.emit(folder).map(|()| renamed)
        });
    let renamed =
        bound.map_err(|error| Failure::new(format!("wasm-bindgen failed: {error:#}.")))?;
    let glue = folder.join("glue.js");
    let mut text = workspace::read_text(&glue)?;
    for (long, short) in renamed {
        text = text.replace(&long, &short);
    }
    workspace::write(&glue, &text)?;
    if folder.join("snippets").exists() {
        return Err(Failure::new("The core brings inline JavaScript along.")
            .with_help("Put that code in pkg-template/src and reach it through a port."));
    }
    Ok(())
}

/// Names each import with a number in place of its hash, which no compression makes smaller: `__wbg_send_1`. Returns the old
/// and the new names, for the glue.
fn without_hashes(bound: &mut Output) -> Vec<(String, String)> {
    let mut numbers = HashMap::new();
    let mut renamed = Vec::new();
    for import in bound.wasm_mut().imports.iter_mut() {
        let Some((name, hash)) = import.name.rsplit_once('_') else {
            continue;
        };
        if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let number: &mut u32 = numbers.entry(name.to_owned()).or_default();
            *number += 1;
            let short = format!("{name}_{number}");
            renamed.push((std::mem::replace(&mut import.name, short.clone()), short));
        }
    }
    renamed
}

/// Runs wasm-opt. What the wasm may use it reads from target_features: all features together need a newer Node.
fn shrink(workspace: &Workspace, from: &Path, to: &Path, names: Names) -> Result<()> {
    workspace::make_folder_of(to)?;
    let about_names = match names {
        Names::Kept => "--debuginfo",
        Names::Removed => "--strip-debug",
    };
    run(Command::new(workspace.npm_tool("wasm-opt"))
        .args(["-Oz", about_names])
        // Nothing but the very end of the stack lies in the first kilobyte.
        .arg("--low-memory-unused")
        // An engine compiles a function when it is first called: what one command alone calls stays out of what all run.
        .arg("--one-caller-inline-max-function-size=500")
        // These make a wasm smaller, and larger once it is compressed.
        .args(["--skip-pass=local-cse", "--skip-pass=simplify-locals"])
        .args(["--strip-producers", "--strip-target-features"])
        .arg("-o")
        .arg(to)
        .arg(from))
}
