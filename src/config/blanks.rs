//! Blanks, which is all that the rules of the shared files call whitespace: space and tab.
//!
//! These go byte by byte: files of 100,000 profiles are read with them, and patterns of `char`s cost several times as much
//! in a wasm built for size.

/// Whether the byte is a blank.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The text without the blanks at its start.
pub(super) fn trim_start(text: &str) -> &str {
    let blanks = text.bytes().take_while(|byte| is_blank(*byte)).count();
    text.get(blanks..).unwrap_or(text)
}

/// The text without the blanks at its end.
pub(super) fn trim_end(text: &str) -> &str {
    let blanks = text
        .bytes()
        .rev()
        .take_while(|byte| is_blank(*byte))
        .count();
    text.get(..text.len().saturating_sub(blanks))
        .unwrap_or(text)
}

/// The text without the blanks at both ends.
pub(super) fn trim(text: &str) -> &str {
    trim_end(trim_start(text))
}

/// The first word and what follows the blank after it; `None` if there is no blank.
pub(super) fn split_word(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(is_blank)?;
    text.split_at_checked(end)
}
