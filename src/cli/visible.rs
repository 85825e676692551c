//! Text from servers, files and other people, made harmless for a terminal. All text that is not our own passes
//! through here before it is printed.

use std::borrow::Cow;

/// Whether a character acts on the terminal, or on the order of the text, instead of being seen: control characters
/// (C0, DEL, C1), line and paragraph separators, and the marks that turn the direction of writing.
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// A line of text with all hidden characters written as escapes, such as `\x1b` or `\u{202e}`.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Text of several lines: as [`line`], but line feeds and tabs stay.
pub fn paragraph(text: &str) -> Cow<'_, str> {
    escaped(text, |character| matches!(character, '\n' | '\t'))
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hidden = |character: char| is_hidden(character) && !stays(character);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' | '\r' if hidden(character) => out.extend(character.escape_default()),
            '\0'..='\x7f' if hidden(character) => {
                out.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            _ if hidden(character) => out.extend(character.escape_unicode()),
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(line("plain, ünïcode, 日本, 😀"), "plain, ünïcode, 日本, 😀");
        assert_eq!(line("\x1b[2Jgone\r\n\t\x7f"), "\\x1b[2Jgone\\r\\n\\t\\x7f");
        assert_eq!(
            line("\u{9b}31m \u{202e}txt.exe"),
            "\\u{9b}31m \\u{202e}txt.exe"
        );
        assert_eq!(paragraph("a\n\tb\r\x07"), "a\n\tb\\r\\x07");
    }
}
