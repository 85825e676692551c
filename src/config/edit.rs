//! Changes to a shared file, as the AWS CLI's writer makes them, except that every byte outside the edit stays.

use super::SharedFile;
use super::section_name::SectionName;
use crate::error::{Error, ErrorKind, Result};
use zeroize::Zeroizing;

/// What to do with a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the key to a value.
    Value(Zeroizing<String>),
    /// Sets these keys in the key's nested block; others in the block stay.
    Nested(Vec<(String, Zeroizing<String>)>),
    /// Removes the key.
    Remove,
}

impl core::fmt::Debug for Edit {
    /// Never a value: it may be a secret key.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value",
            Self::Nested(_) => "Nested",
            Self::Remove => "Remove",
        })
    }
}

/// The file after the edits of one section; a section or key that is missing is added.
///
/// `InvalidArgument` for a name or value that would break the file, `ConfigInvalid` if the original does not parse; in
/// both cases nothing is half done.
pub fn set(
    _file: SharedFile,
    _original: Option<&[u8]>,
    _section: &SectionName,
    _edits: &[(&str, Edit)],
) -> Result<Zeroizing<String>> {
    Err(Error::new(ErrorKind::Internal, "Not written yet."))
}

/// The file without the section.
///
/// `ConfigInvalid` if the original does not parse.
pub fn remove_section(
    _file: SharedFile,
    _original: &[u8],
    _section: &SectionName,
) -> Result<Zeroizing<String>> {
    Err(Error::new(ErrorKind::Internal, "Not written yet."))
}
