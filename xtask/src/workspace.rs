//! Where things are.

use crate::failure::{Failure, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the project.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The repository.
    pub(crate) root: PathBuf,
    /// What cargo and xtask make; never committed, safe to delete.
    pub(crate) target: PathBuf,
    /// The sources of the npm package.
    pub(crate) template: PathBuf,
    /// The built npm package.
    pub(crate) package: PathBuf,
}

impl Workspace {
    /// The workspace this program was compiled in.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| Failure::new("xtask has no parent folder."))?
            .to_path_buf();
        Ok(Self::at(root))
    }

    /// A workspace elsewhere: a copy of this one.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self {
            target: root.join("target"),
            template: root.join("pkg-template"),
            package: root.join("pkg"),
            root,
        }
    }

    /// The test data that others wrote; not part of the project, and not everywhere.
    pub(crate) fn vectors(&self) -> PathBuf {
        self.root.join("../shared/vectors")
    }

    /// The executable `name` of the npm build tools.
    pub(crate) fn npm_tool(&self, name: &str) -> PathBuf {
        let file = if cfg!(windows) {
            format!("{name}.cmd")
        } else {
            name.to_owned()
        };
        self.template.join("node_modules/.bin").join(file)
    }
}

/// Every file below `folder`, as sorted paths; none when there is no such folder.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&next).map_err(|e| cannot("read", &next, &e))?;
        for entry in entries {
            let path = entry.map_err(|e| cannot("read", &next, &e))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| cannot("read", path, &e))
}

/// Writes a file, with the folders above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    make_folder_of(path)?;
    fs::write(path, bytes).map_err(|e| cannot("write", path, &e))
}

/// Copies a file, with the folders above the copy.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    make_folder_of(to)?;
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        Err(e) => Err(cannot("copy", from, &e)),
    }
}

/// Copies every file below a folder to the same place below another.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        if let Ok(name) = file.strip_prefix(from) {
            copy(&file, &to.join(name))?;
        }
    }
    Ok(())
}

/// Removes a folder and all in it, if it is there.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(cannot("remove", folder, &e)),
        _ => Ok(()),
    }
}

/// Makes the folders above a file.
pub(crate) fn make_folder_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) => make_folder(folder),
        None => Ok(()),
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| cannot("make", folder, &e))
}

/// The failure of a file operation.
pub(crate) fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("Cannot {verb} {}: {error}.", path.display()))
}
