//! Where the AWS CLI reads a shared file otherwise than the SDKs do, for `doctor`.

use super::SharedFile;

/// One place where the AWS CLI would refuse the file, or read it otherwise than this program and the SDKs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The line, from 1.
    pub line: usize,
    /// Whether the AWS CLI refuses the whole file because of it.
    pub refused: bool,
    /// What is there, as a sentence.
    pub what: String,
    /// What to do about it, as a sentence.
    pub remedy: String,
}

/// Every difference, in line order.
pub fn cli_differences(_file: SharedFile, _bytes: &[u8]) -> Vec<Difference> {
    Vec::new()
}
