//! From Rust to WebAssembly and its JavaScript glue: cargo, then wasm-bindgen, then wasm-opt.

use crate::command::{output, run};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::setup::WASM_TARGET;
use crate::stamp::{self, Inputs};
use crate::workspace::{self, Workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// One wasm of the package.
struct Flavour {
    name: &'static str,
    /// Cargo features, as `--features` takes them.
    features: &'static str,
    /// The wasm's place in the package.
    wasm: &'static str,
}

const FLAVOURS: [Flavour; 1] = [Flavour {
    name: "cli",
    features: "cli",
    wasm: "cli/cli.wasm",
}];

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

/// The files that [`build`] makes, as places in the package.
pub(crate) fn outputs() -> impl Iterator<Item = String> {
    FLAVOURS.iter().flat_map(Flavour::outputs)
}

/// Where those files stand as in the package; tsconfig.json's `rootDirs` names it.
pub(crate) fn glue_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("glue")
}

/// Builds the wasm and its glue into [`glue_folder`].
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    // The compiler reads here that the glue is made of modules.
    let marker = glue_folder(workspace).join("package.json");
    workspace::write(&marker, "{ \"type\": \"module\" }\n")?;
    let compiler = output(Command::new("rustc").arg("-vV"))?;
    for flavour in &FLAVOURS {
        let inputs = Inputs::new()
            .text(&compiler)
            .folder(&workspace.root.join("src"))?
            .file(&workspace.root.join("Cargo.toml"))?
            .file(&workspace.root.join("Cargo.lock"))?
            .file(&workspace.root.join("xtask/src/wasm.rs"))?
            .file(&workspace.template.join("package-lock.json"))?;
        let glue = glue_folder(workspace);
        let outputs = flavour.outputs().map(|name| glue.join(name));
        let step = format!("wasm-{}", flavour.name);
        stamp::unless_done(workspace, &step, inputs, &outputs, || {
            let [wasm, js, types] = &outputs;
            say(format!("Compiling the {} to WebAssembly", flavour.name));
            let compiled = compile(workspace, flavour)?;
            say(format!(
                "Generating the {}'s glue with wasm-bindgen",
                flavour.name
            ));
            let bound = workspace.target.join("wasm-bindgen").join(flavour.name);
            let stem = format!("{}_glue", flavour.name);
            bind(&compiled, &bound, &stem)?;
            workspace::copy(&bound.join(format!("{stem}.js")), js)?;
            workspace::copy(&bound.join(format!("{stem}.d.ts")), types)?;
            say(format!("Shrinking {} with wasm-opt", flavour.wasm));
            shrink(workspace, &bound.join(format!("{stem}_bg.wasm")), wasm)
        })?;
    }
    Ok(())
}

/// Compiles the library and returns the wasm as the linker left it.
fn compile(workspace: &Workspace, flavour: &Flavour) -> Result<PathBuf> {
    let wasm = workspace
        .target
        .join(WASM_TARGET)
        .join("release/aws_sso_wasm.wasm");
    // Both flavours have this one name, and cargo takes the other's file for its own when it is newer.
    let _ = fs::remove_file(&wasm);
    let _ = fs::remove_file(wasm.with_file_name("deps/aws_sso_wasm.wasm"));
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "rustc",
            "--locked",
            "--release",
            "--lib",
            "--crate-type=cdylib",
        ])
        .args(["--target", WASM_TARGET, "--features", flavour.features])
        .arg("--target-dir")
        .arg(&workspace.target)
        .env("CARGO_ENCODED_RUSTFLAGS", remapped_paths(workspace)?)
        .current_dir(&workspace.root);
    run(&mut cargo)?;
    Ok(wasm)
}

/// Flags that keep this machine's folders out of the wasm: panics name their source files.
fn remapped_paths(workspace: &Workspace) -> Result<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .ok_or_else(|| Failure::new("Cargo's home folder is not known."))?;
    let registry = home.join("registry/src");
    Ok(format!(
        "--remap-path-prefix={}=crates\x1f--remap-path-prefix={}=.",
        registry.display(),
        workspace.root.display()
    ))
}

/// Runs wasm-bindgen: one glue file for every entry, which never looks for the wasm by itself.
fn bind(wasm: &Path, folder: &Path, stem: &str) -> Result<()> {
    workspace::remove_folder(folder)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(stem)
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| Failure::new(format!("wasm-bindgen failed: {error:#}.")))?;
    if folder.join("snippets").exists() {
        return Err(Failure::new("The core brings inline JavaScript along.")
            .with_help("Put that code in pkg-template/src and reach it through a port."));
    }
    Ok(())
}

/// Runs wasm-opt. What the wasm may use it reads from target_features: all features together need a newer Node.
fn shrink(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    workspace::make_folder_of(to)?;
    run(Command::new(workspace.npm_tool("wasm-opt"))
        .arg("-Oz")
        .args([
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .arg("-o")
        .arg(to)
        .arg(from))
}
