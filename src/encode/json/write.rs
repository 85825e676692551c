//! From a value to text, as Python's `json.dumps` writes it.

use super::Value;
use crate::secret::Zeroizing;
use core::fmt;

impl Value {
    /// The text as Python's `json.dumps(value)` writes it: `", "` and `": "` between, ASCII only.
    pub fn to_python(&self) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ", ",
            colon: ": ",
            indent: None,
            ascii: true,
        })
    }

    /// The text as Python's `json.dumps(value, separators=(",", ":"))` writes it: no blanks, ASCII only.
    pub fn to_compact(&self) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ",",
            colon: ":",
            indent: None,
            ascii: true,
        })
    }

    /// The text over several lines, each level `indent` blanks deeper. With `ascii` all else is escaped.
    pub fn to_pretty(&self, indent: usize, ascii: bool) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ",",
            colon: ": ",
            indent: Some(indent),
            ascii,
        })
    }

    fn to_text(&self, style: &Style) -> Zeroizing<String> {
        // Sized first: a growing buffer would leave copies of secrets behind.
        let mut length = Count(0);
        let _ = self.write(&mut length, style, 0);
        let mut text = Zeroizing::new(String::with_capacity(length.0));
        let _ = self.write(&mut *text, style, 0);
        text
    }

    fn write(&self, out: &mut dyn fmt::Write, style: &Style, depth: usize) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(true) => out.write_str("true"),
            Self::Bool(false) => out.write_str("false"),
            Self::Number(digits) => out.write_str(digits),
            Self::String(text) => write_string(out, text, style.ascii),
            Self::Array(elements) => style.list(
                out,
                '[',
                ']',
                depth,
                elements.iter(),
                |out, element, depth| element.write(out, style, depth),
            ),
            Self::Object(members) => style.list(
                out,
                '{',
                '}',
                depth,
                members.0.iter(),
                |out, (name, value), depth| {
                    write_string(out, name, style.ascii)?;
                    out.write_str(style.colon)?;
                    value.write(out, style, depth)
                },
            ),
        }
    }
}

/// How a document is written.
struct Style {
    comma: &'static str,
    colon: &'static str,
    indent: Option<usize>,
    ascii: bool,
}

impl Style {
    fn list<T>(
        &self,
        out: &mut dyn fmt::Write,
        open: char,
        close: char,
        depth: usize,
        items: impl ExactSizeIterator<Item = T>,
        mut write_item: impl FnMut(&mut dyn fmt::Write, T, usize) -> fmt::Result,
    ) -> fmt::Result {
        out.write_char(open)?;
        let empty = items.len() == 0;
        let inside = depth.saturating_add(1);
        for (index, item) in items.enumerate() {
            if index > 0 {
                out.write_str(self.comma)?;
            }
            self.new_line(out, inside)?;
            write_item(out, item, inside)?;
        }
        if !empty {
            self.new_line(out, depth)?;
        }
        out.write_char(close)
    }

    fn new_line(&self, out: &mut dyn fmt::Write, depth: usize) -> fmt::Result {
        let Some(indent) = self.indent else {
            return Ok(());
        };
        write!(out, "\n{:width$}", "", width = indent.saturating_mul(depth))
    }
}

/// A writer that only counts.
struct Count(usize);

impl fmt::Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

fn write_string(out: &mut dyn fmt::Write, text: &str, ascii: bool) -> fmt::Result {
    // Python escapes DEL only when it writes ASCII, and then not either: 0x7f counts as ASCII.
    let is_special = |character: char| {
        character < ' ' || matches!(character, '"' | '\\') || (ascii && !character.is_ascii())
    };
    out.write_char('"')?;
    for piece in text.split_inclusive(is_special) {
        let plain = piece.trim_end_matches(is_special);
        out.write_str(plain)?;
        if let Some(special) = piece.chars().next_back().filter(|last| is_special(*last)) {
            write_special(out, special)?;
        }
    }
    out.write_char('"')
}

fn write_special(out: &mut dyn fmt::Write, character: char) -> fmt::Result {
    match character {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        '\u{8}' => out.write_str("\\b"),
        '\u{c}' => out.write_str("\\f"),
        _ => character
            .encode_utf16(&mut [0; 2])
            .iter()
            .try_for_each(|unit| write!(out, "\\u{unit:04x}")),
    }
}
