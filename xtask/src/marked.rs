//! The parts of documents that a command of xtask writes: what stands between its two marks.

use crate::failure::{Failure, Result};
use crate::workspace;
use std::path::Path;

/// Puts `text` between the marks of `cargo xtask {command}`, in the place of the last one.
pub(crate) fn replace(document: &Path, command: &str, text: &str) -> Result<()> {
    let begin = format!("<!-- cargo xtask {command} -->");
    let end = format!("<!-- end of cargo xtask {command} -->");
    let whole = workspace::read_text(document)?;
    let (Some((before, _)), Some((_, after))) = (whole.split_once(&begin), whole.split_once(&end))
    else {
        return Err(Failure::new(format!(
            "{} has no place for what `cargo xtask {command}` finds.",
            document.display()
        )));
    };
    workspace::write(document, format!("{before}{begin}\n\n{text}\n{end}{after}"))
}
