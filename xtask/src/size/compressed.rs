//! How long bytes are once a server has compressed them.

use crate::command::output;
use crate::failure::{Failure, Result};
use crate::workspace;
use std::path::Path;
use std::process::Command;

/// Node has Brotli. Its best quality, as a file that never changes is served.
const ASK: &str = "
    const { readFileSync } = require('node:fs');
    const { brotliCompressSync } = require('node:zlib');
    for (const file of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(file)).length);";

/// The length of each part, compressed by itself with Brotli. `scratch` is a folder for this alone.
pub(super) fn lengths(parts: &[Vec<u8>], scratch: &Path) -> Result<Vec<usize>> {
    workspace::remove_folder(scratch)?;
    let mut node = Command::new("node");
    node.args(["--eval", ASK]);
    for (index, part) in parts.iter().enumerate() {
        let file = scratch.join(index.to_string());
        workspace::write(&file, part)?;
        node.arg(file);
    }
    let lengths: Vec<usize> = output(&mut node)?
        .lines()
        .map_while(|line| line.parse().ok())
        .collect();
    if lengths.len() == parts.len() {
        Ok(lengths)
    } else {
        Err(Failure::new(
            "Node does not say how long compressed bytes are.",
        ))
    }
}
