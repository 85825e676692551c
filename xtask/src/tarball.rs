//! What npm publishes: a package as one file.

use crate::command::{npm, output};
use crate::failure::{Failure, Result};
use crate::workspace;
use std::path::{Path, PathBuf};

/// Packs a package into `folder`, in which nothing else is afterwards.
pub(crate) fn pack(package: &Path, folder: &Path) -> Result<PathBuf> {
    workspace::remove_folder(folder)?;
    workspace::make_folder(folder)?;
    output(
        npm()
            .args(["pack", "--loglevel=error", "--pack-destination"])
            .arg(folder)
            .current_dir(package),
    )?;
    only_file_in(folder)
}

/// The tarball that was packed into a folder.
pub(crate) fn only_file_in(folder: &Path) -> Result<PathBuf> {
    match workspace::files_below(folder)?.as_slice() {
        [tarball] => Ok(tarball.clone()),
        _ => Err(Failure::new("`npm pack` did not make one tarball.")),
    }
}
