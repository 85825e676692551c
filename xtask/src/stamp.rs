//! Skipping steps whose inputs did not change: a step leaves the hash of its inputs' contents in target/xtask/.

use crate::failure::Result;
use crate::workspace::{self, Workspace, cannot};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// What a step is made from.
#[derive(Debug)]
pub(crate) struct Inputs {
    hash: Sha256,
}

impl Inputs {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            hash: Sha256::new(),
        }
    }

    /// Adds a word, such as a compiler's version.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.add(b"text", text.as_bytes());
        self
    }

    /// Adds a file: its path and contents. A file that is not there counts as such.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        self.add(b"path", path.as_os_str().as_encoded_bytes());
        match fs::read(path) {
            Ok(bytes) => self.add(b"file", &bytes),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => self.add(b"none", b""),
            Err(e) => return Err(cannot("read", path, &e)),
        }
        Ok(self)
    }

    /// Adds every file below a folder.
    pub(crate) fn folder(mut self, folder: &Path) -> Result<Self> {
        for path in workspace::files_below(folder)? {
            self = self.file(&path)?;
        }
        Ok(self)
    }

    fn add(&mut self, tag: &[u8], bytes: &[u8]) {
        self.hash.update(tag);
        self.hash.update((bytes.len() as u64).to_le_bytes());
        self.hash.update(bytes);
    }

    fn digest(self) -> String {
        let digest = self.hash.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Does `work` unless it was done with these inputs before and its `outputs` are still there.
pub(crate) fn unless_done(
    workspace: &Workspace,
    step: &str,
    inputs: Inputs,
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = workspace.target.join("xtask").join(format!("{step}.stamp"));
    let digest = inputs.digest();
    let done = fs::read_to_string(&stamp).is_ok_and(|before| before == digest);
    if done && outputs.iter().all(|output| output.exists()) {
        return Ok(());
    }
    // INVARIANT: A stamp never outlives the outputs it speaks for; work that fails half-way leaves none.
    let _ = fs::remove_file(&stamp);
    work()?;
    workspace::write(&stamp, digest)
}
