//! Releases in a repository of their own, up to what would publish them: what must not be released is refused, and what is
//! released is pkg/, with the address of the repository.

use super::reproducible;
use crate::command::{npm, output, run};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::works::parse;
use crate::workspace::{self, Workspace};
use crate::{release, sbom, tarball};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository that these releases come from.
const REPOSITORY: &str = "some-body/some.where";

/// The files that a release and pkg/ do not have in common.
const CHANGED: [&str; 2] = ["CHANGELOG.md", "package.json"];

/// Releases what was built again, as often as it takes. Returns how many releases were refused.
pub(crate) fn check(workspace: &Workspace) -> Result<usize> {
    let rehearsal = Rehearsal::set_up(workspace)?;
    say("Rehearsing releases in that folder");
    let refused = rehearsal.refusals()?;
    let first = rehearsal.release()?;
    rehearsal.is_what_was_built(&first)?;
    rehearsal.could_be_published()?;
    // Once more from the same commit, with the package assembled anew.
    workspace::remove_folder(&rehearsal.elsewhere.package)?;
    if rehearsal.release()? == first {
        Ok(refused)
    } else {
        Err(Failure::new(
            "Two releases of the same commit are not the same.",
        ))
    }
}

struct Rehearsal<'w> {
    workspace: &'w Workspace,
    elsewhere: Workspace,
    version: String,
    tag: String,
}

/// The names and bytes of a release's files.
type Files = BTreeMap<PathBuf, Vec<u8>>;

impl<'w> Rehearsal<'w> {
    /// A repository of the sources as they are, none of which is tagged.
    fn set_up(workspace: &'w Workspace) -> Result<Self> {
        let elsewhere = reproducible::elsewhere(workspace);
        workspace::copy(
            &workspace.root.join(".gitignore"),
            &elsewhere.root.join(".gitignore"),
        )?;
        let manifest = parse(&workspace::read_text(
            &elsewhere.template.join("package.json"),
        )?)?;
        let version = manifest["version"].as_str().unwrap_or_default().to_owned();
        let tag = format!("v{version}");
        let rehearsal = Self {
            workspace,
            elsewhere,
            version,
            tag,
        };
        workspace::remove_folder(&rehearsal.elsewhere.root.join(".git"))?;
        rehearsal.git(&["init", "--quiet"])?;
        rehearsal.git(&["add", "."])?;
        rehearsal.commit("Begin")?;
        Ok(rehearsal)
    }

    /// Tries what must not be released, one reason after the other; the last leaves what may be.
    fn refusals(&self) -> Result<usize> {
        let Self { version, tag, .. } = self;
        let changelog = self.elsewhere.root.join("CHANGELOG.md");
        let changes = workspace::read_text(&changelog)?;
        let heading = format!("## {version}");
        let mut refused = 0;
        let mut refuse = |tag: &str, why: &str| {
            refused += 1;
            is_refused(&mut self.xtask(tag)?, why)
        };
        refuse(version, "is no version")?;
        refuse("v999.0.0", "Cargo.toml does not name version 999.0.0")?;

        let manifest = self.elsewhere.template.join("package.json");
        let right = workspace::read_text(&manifest)?;
        workspace::write(&manifest, right.replacen(version, "999.0.0", 1))?;
        refuse(tag, "package.json does not name version")?;
        workspace::write(&manifest, right)?;

        workspace::write(&changelog, changes.replace(&heading, "## Long ago"))?;
        refuse(tag, "CHANGELOG.md does not name version")?;
        let empty = format!("\n{heading} - 2000-01-01\n\n## ");
        workspace::write(&changelog, changes.replacen("\n## ", &empty, 1))?;
        refuse(tag, "CHANGELOG.md does not name version")?;

        let told = format!("\n{heading} - 2000-01-01\n\n- This one.\n\n## ");
        workspace::write(&changelog, changes.replacen("\n## ", &told, 1))?;
        refuse(tag, "not committed: M CHANGELOG.md")?;
        self.git(&["tag", tag])?;
        self.git(&["add", "."])?;
        self.commit("Tell what changed")?;
        // The tag is at the commit before.
        refuse(tag, &format!("is not tagged {tag}"))?;
        self.git(&["tag", "--force", tag])?;
        let stranger = self.elsewhere.root.join("stranger");
        workspace::write(&stranger, "")?;
        refuse(tag, "not committed: ?? stranger")?;
        std::fs::remove_file(&stranger)
            .map_err(|error| workspace::cannot("remove", &stranger, &error))?;
        let mut by_stranger = self.xtask(tag)?;
        by_stranger.env("GITHUB_REPOSITORY", "-/..?");
        is_refused(&mut by_stranger, "is no repository")?;
        Ok(refused + 1)
    }

    fn release(&self) -> Result<Files> {
        run(&mut self.xtask(&self.tag)?)?;
        let folder = release::folder(&self.elsewhere);
        let mut files = Files::new();
        for file in workspace::files_below(&folder)? {
            files.insert(self.name(&file), read(&file)?);
        }
        let names: Vec<PathBuf> = files.keys().cloned().collect();
        let wanted = [
            "SHA256SUMS".to_owned(),
            format!("aws-sso-wasm-{}.cdx.json", self.version),
            format!("aws-sso-wasm-{}.tgz", self.version),
        ];
        if names != wanted.map(PathBuf::from) {
            return Err(Failure::new(format!(
                "The release has the files {names:?}."
            )));
        }
        run(Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
            .current_dir(&folder))?;
        Ok(files)
    }

    /// The tarball holds pkg/ as it was built in the first place, and is what `npm pack` makes of what it holds.
    fn is_what_was_built(&self, files: &Files) -> Result<()> {
        let unpacked = self.elsewhere.target.join("unpacked");
        workspace::remove_folder(&unpacked)?;
        workspace::make_folder(&unpacked)?;
        run(Command::new("tar")
            .arg("xf")
            .arg(self.tarball())
            .current_dir(&unpacked))?;
        let package = unpacked.join("package");
        let names = |folder: &Path| -> Result<Vec<PathBuf>> {
            let files = workspace::files_below(folder)?;
            let name = |file: &PathBuf| Some(file.strip_prefix(folder).ok()?.to_path_buf());
            Ok(files.iter().filter_map(name).collect())
        };
        let built = names(&self.workspace.package)?;
        must(names(&package)? == built, "It has other files than pkg/")?;
        for name in &built {
            let is_same = read(&package.join(name))? == read(&self.workspace.package.join(name))?;
            let is_to_change = CHANGED.iter().any(|changed| name == Path::new(changed));
            must(
                is_same != is_to_change,
                &format!("Its {} is not as it should be", name.display()),
            )?;
        }
        let manifest = |folder: &Path| parse(&workspace::read_text(&folder.join("package.json"))?);
        let mut released = manifest(&package)?;
        let repository = released
            .as_object_mut()
            .and_then(|members| members.remove("repository"))
            .unwrap_or_default();
        let address = format!("git+https://github.com/{REPOSITORY}.git");
        must(
            repository == serde_json::json!({ "type": "git", "url": address }),
            "It names another repository",
        )?;
        must(
            released == manifest(&self.workspace.package)?,
            "Its package.json differs in more than the repository",
        )?;
        let packed = tarball::pack(&package, &self.elsewhere.target.join("packed once more"))?;
        must(
            files.get(&self.name(&packed)) == Some(&read(&packed)?),
            "It is not what npm packs",
        )?;
        let bill = files.get(Path::new(&format!(
            "aws-sso-wasm-{}.cdx.json",
            self.version
        )));
        must(
            bill == Some(&read(&sbom::file(self.workspace))?),
            "Its bill of materials is another",
        )
    }

    /// What the workflow does with the tarball, but for the network.
    fn could_be_published(&self) -> Result<()> {
        let published = output(
            npm()
                .args(["publish", "--dry-run", "--offline", "--ignore-scripts"])
                .args(["--access=public", "--loglevel=error"])
                .arg(self.tarball()),
        )?;
        must(
            published.trim() == format!("+ aws-sso-wasm@{}", self.version),
            "npm would not publish it",
        )
    }

    fn tarball(&self) -> PathBuf {
        release::folder(&self.elsewhere).join(format!("aws-sso-wasm-{}.tgz", self.version))
    }

    fn name(&self, file: &Path) -> PathBuf {
        file.file_name().map(PathBuf::from).unwrap_or_default()
    }

    /// `cargo xtask release` as a workflow of that repository runs it.
    fn xtask(&self, tag: &str) -> Result<Command> {
        let mut command = reproducible::by_somebody_else(self.workspace)?;
        command
            .args(["release", tag, "--root"])
            .arg(&self.elsewhere.root)
            .env("GITHUB_REPOSITORY", REPOSITORY);
        Ok(command)
    }

    fn git(&self, arguments: &[&str]) -> Result<()> {
        run(Command::new("git")
            .args(arguments)
            .current_dir(&self.elsewhere.root))
    }

    fn commit(&self, message: &str) -> Result<()> {
        self.git(&[
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.com",
            "-c",
            "commit.gpgSign=false",
            "commit",
            "--quiet",
            "--no-verify",
            "--message",
            message,
        ])
    }
}

fn is_refused(release: &mut Command, why: &str) -> Result<()> {
    let output = release
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("Cannot start a release: {error}.")))?;
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.success() || !told.contains(why) {
        return Err(Failure::new(format!(
            "A release was to be refused ({why}): {} {}",
            output.status,
            told.trim()
        )));
    }
    Ok(())
}

fn must(holds: bool, otherwise: &str) -> Result<()> {
    match holds {
        true => Ok(()),
        false => Err(Failure::new(format!("The release: {otherwise}."))),
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| workspace::cannot("read", file, &error))
}
