//! A folder for a while.

use crate::failure::Result;
use crate::workspace::{self, cannot};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that only its owner may enter, and that goes when this value does.
#[derive(Debug)]
pub(crate) struct TemporaryFolder {
    path: PathBuf,
    kept: bool,
}

impl TemporaryFolder {
    /// Makes a new one.
    pub(crate) fn make(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // Fails if it is there: what another user put there must not become our home.
        builder
            .create(&path)
            .map_err(|e| cannot("make", &path, &e))?;
        Ok(Self { path, kept: false })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it now, and tells when that fails.
    pub(crate) fn remove(mut self) -> Result<()> {
        self.kept = true;
        workspace::remove_folder(&self.path)
    }

    /// Leaves it where it is.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.kept = true;
        self.path.clone()
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_with_its_value_unless_it_is_kept() -> Result<()> {
        let folder = TemporaryFolder::make("aws-sso-wasm-test")?;
        let path = folder.path().to_path_buf();
        workspace::write(&path.join("a/b"), "")?;
        assert!(TemporaryFolder::make("aws-sso-wasm-test").is_err());
        drop(folder);
        assert!(!path.exists());

        let kept = TemporaryFolder::make("aws-sso-wasm-test")?.keep();
        assert!(kept.exists());
        workspace::remove_folder(&kept)
    }
}
