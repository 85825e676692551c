//! XML 1.0 as the AWS query protocol answers with it: elements and their text, namespaces and attributes left out.
//!
//! A reader of our own, because the wasm carries it. A document type is refused, so entities cannot be declared and
//! cannot expand; size and depth are bounded.

use crate::secret::Zeroizing;
use core::fmt;

/// Nesting deeper than this is refused, so that a hostile document cannot exhaust the stack.
const MAX_DEPTH: usize = 64;
/// A longer document is refused, in bytes.
const MAX_LENGTH: usize = 1 << 20;

/// An element: its name, its own text and its child elements.
pub struct Element {
    name: String,
    text: Zeroizing<String>,
    children: Vec<Element>,
}

/// Why a text is not XML that we read: the byte at which reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes from the start of the text.
    pub offset: usize,
}

impl Element {
    /// Reads a document and returns its root. Refused besides what is malformed: a document type, an entity other
    /// than the five of XML, text that is not UTF-8, a document over 1 MiB or nested deeper than 64.
    pub fn parse(bytes: &[u8]) -> Result<Self, SyntaxError> {
        if bytes.len() > MAX_LENGTH {
            return Err(SyntaxError { offset: MAX_LENGTH });
        }
        let text = core::str::from_utf8(bytes).map_err(|error| SyntaxError {
            offset: error.valid_up_to(),
        })?;
        let mut parser = Parser {
            all: text.len(),
            rest: text,
        };
        parser.take("\u{feff}");
        parser.document().ok_or_else(|| parser.error())
    }

    /// The name, without its namespace prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first child element of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The child elements, in order.
    pub fn children(&self) -> &[Self] {
        &self.children
    }

    /// The text directly inside, blanks and line breaks kept, without that of the children. May be a secret.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Element {
    /// The names only: a text may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(&self.name).field(&self.children).finish()
    }
}

/// The text still to be read.
struct Parser<'a> {
    all: usize,
    rest: &'a str,
}

impl<'a> Parser<'a> {
    const fn error(&self) -> SyntaxError {
        SyntaxError {
            offset: self.all.saturating_sub(self.rest.len()),
        }
    }

    fn take(&mut self, start: &str) -> bool {
        match self.rest.strip_prefix(start) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text up to `end`, and past it.
    fn until(&mut self, end: &str) -> Option<&'a str> {
        // The standard library's search for a text is larger than this reader.
        let mut places = self.rest.as_bytes().windows(end.len());
        let place = places.position(|place| place == end.as_bytes())?;
        let (before, rest) = self.rest.split_at_checked(place)?;
        self.rest = rest.strip_prefix(end)?;
        Some(before)
    }

    /// The text up to a character that is one of `ends`, which stays.
    fn up_to(&mut self, ends: impl Fn(char) -> bool) -> Option<&'a str> {
        let (before, after) = self.rest.split_at_checked(self.rest.find(ends)?)?;
        self.rest = after;
        Some(before)
    }

    fn skip_blanks(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches(is_blank);
        self.rest.len() < before
    }

    fn document(&mut self) -> Option<Element> {
        self.skip_around_the_root()?;
        self.take("<").then_some(())?;
        let root = self.element(0)?;
        self.skip_around_the_root()?;
        self.rest.is_empty().then_some(root)
    }

    /// Blanks, comments and processing instructions, the XML declaration among them.
    fn skip_around_the_root(&mut self) -> Option<()> {
        loop {
            self.skip_blanks();
            if !self.skip_invisible()? {
                return Some(());
            }
        }
    }

    /// Skips one comment or processing instruction; `false` if there is none, `None` if it does not end.
    fn skip_invisible(&mut self) -> Option<bool> {
        if self.take("<!--") {
            self.until("-->")?;
        } else if self.take("<?") {
            self.until("?>")?;
        } else {
            return Some(false);
        }
        Some(true)
    }

    /// An element; its `<` is already read.
    fn element(&mut self, depth: usize) -> Option<Element> {
        if depth >= MAX_DEPTH {
            return None;
        }
        let full_name = self.name()?;
        let name = match full_name.rsplit_once(':') {
            Some((_, name)) => name,
            None => full_name,
        };
        let mut element = Element {
            name: name.to_owned(),
            text: Zeroizing::default(),
            children: Vec::new(),
        };
        if self.attributes()? {
            self.content(&mut element, depth)?;
            (self.name()? == full_name).then_some(())?;
            self.skip_blanks();
            self.take(">").then_some(())?;
        }
        Some(element)
    }

    fn name(&mut self) -> Option<&'a str> {
        let name =
            self.up_to(|c| is_blank(c) || matches!(c, '/' | '>' | '=' | '<' | '&' | '"' | '\''))?;
        name.starts_with(|c: char| {
            c.is_ascii_alphabetic() || !c.is_ascii() || matches!(c, '_' | ':')
        })
        .then_some(name)
    }

    /// Passes over the attributes and the end of the start tag; whether content follows.
    fn attributes(&mut self) -> Option<bool> {
        loop {
            let parted = self.skip_blanks();
            if self.take(">") {
                return Some(true);
            }
            if self.take("/>") {
                return Some(false);
            }
            parted.then_some(())?;
            self.name()?;
            self.skip_blanks();
            self.take("=").then_some(())?;
            self.skip_blanks();
            let value = if self.take("\"") {
                self.until("\"")?
            } else if self.take("'") {
                self.until("'")?
            } else {
                return None;
            };
            (!value.contains('<')).then_some(())?;
        }
    }

    /// Text and child elements, up to and past the `</` of this element's end tag.
    fn content(&mut self, element: &mut Element, depth: usize) -> Option<()> {
        loop {
            let text = self.up_to(|c| c == '<')?;
            append(&mut element.text, text, true)?;
            if self.take("</") {
                return Some(());
            }
            if self.take("<![CDATA[") {
                append(&mut element.text, self.until("]]>")?, false)?;
            } else if !self.skip_invisible()? {
                self.take("<").then_some(())?;
                element
                    .children
                    .push(self.element(depth.saturating_add(1))?);
            }
        }
    }
}

/// Adds character data: line ends become `\n` (section 2.11), and references are resolved unless it is CDATA.
fn append(text: &mut Zeroizing<String>, raw: &str, references: bool) -> Option<()> {
    // No reference is shorter than what it stands for.
    reserve(text, raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        text.push(match c {
            '&' if references => {
                let (reference, after) = rest.split_once(';')?;
                rest = after;
                resolve(reference)?
            }
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                '\n'
            }
            _ => Some(c).filter(|c| is_character(*c))?,
        });
    }
    Some(())
}

/// Makes room as `String::reserve` does, but leaves no copy of a secret behind in the smaller buffer.
fn reserve(text: &mut Zeroizing<String>, more: usize) {
    let needed = text.len().saturating_add(more);
    if needed > text.capacity() {
        let capacity = needed.max(text.capacity().saturating_mul(2));
        let mut larger = Zeroizing::new(String::with_capacity(capacity));
        larger.push_str(text);
        *text = larger;
    }
}

/// The character that a reference stands for: one of the five entities (section 4.6), or one by its number.
fn resolve(reference: &str) -> Option<char> {
    Some(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = reference.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // Rust would take a sign.
            if digits.starts_with('+') {
                return None;
            }
            let code = u32::from_str_radix(digits, radix).ok()?;
            return char::from_u32(code).filter(|c| is_character(*c));
        }
    })
}

/// Whether a document may hold the character (section 2.2).
const fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::{Element, MAX_DEPTH, MAX_LENGTH};
    use proptest::prelude::*;

    fn root(text: &str) -> Option<Element> {
        Element::parse(text.as_bytes()).ok()
    }

    fn text_of(inside: &str) -> Option<String> {
        Some(root(&format!("<a>{inside}</a>"))?.text().to_owned())
    }

    #[test]
    fn elements() {
        let root = root(
            "\u{feff}<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- <x> -->\n\
             <s:R xmlns:s = \"urn:a>b\" empty=''>\n <One/> <s:Two a='\"'>2</s:Two ><One>1</One>\n</s:R>\n<!-- end -->",
        )
        .unwrap();
        assert_eq!(root.name(), "R");
        let names: Vec<_> = root.children().iter().map(Element::name).collect();
        assert_eq!(names, ["One", "Two", "One"]);
        assert_eq!(root.child("One").unwrap().text(), "");
        assert_eq!(root.child("Two").unwrap().text(), "2");
        assert!(root.child("s:Two").is_none());
    }

    #[test]
    fn text() {
        for (inside, expected) in [
            ("", ""),
            (" a\n b ", " a\n b "),
            ("a\r\nb\rc&#13;", "a\nb\nc\r"),
            ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
            ("&#65;&#x42;&#x1F600;ü", "AB😀ü"),
            ("&amp;lt;", "&lt;"),
            ("a<!-- no -->b<?no?>c", "abc"),
            ("<![CDATA[<b>&amp;]]]]>x", "<b>&amp;]]x"),
            ("a<b>c</b>d", "ad"),
        ] {
            assert_eq!(text_of(inside).as_deref(), Some(expected), "{inside}");
        }
    }

    #[test]
    fn a_carriage_return_beside_a_character_reference_is_a_line_end() {
        for (inside, expected) in [
            ("a\r&#10;b", "a\n\nb"),
            ("&#xA;\r", "\n\n"),
            ("&#13;\nb", "\r\nb"),
            ("&#13;\r\n", "\r\n"),
        ] {
            assert_eq!(text_of(inside).as_deref(), Some(expected), "{inside:?}");
        }
    }

    #[test]
    fn refused_text() {
        for inside in [
            "&",
            "&;",
            "&lt",
            "& ",
            "&nbsp;",
            "&#;",
            "&#x;",
            "&#0;",
            "&#x0;",
            "&#8;",
            "&#xD800;",
            "&#x110000;",
            "&#+65;",
            "&#x+41;",
            "&#xFFFE;",
            "\u{0}",
            "\u{1b}",
            "<![CDATA[",
            "<!-- ",
            "<!b>",
        ] {
            assert_eq!(text_of(inside), None, "{inside:?}");
        }
    }

    #[test]
    fn refused_documents() {
        for text in [
            "",
            " ",
            "text",
            "<",
            "<>",
            "</a>",
            "<a",
            "<a>",
            "<a></b>",
            "<s:a></a>",
            "<a></a",
            "<a/",
            "<a / >",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "<a b></a>",
            "<a b=c></a>",
            "<a b='c></a>",
            "<a b='<'/>",
            "<a b='1'c='2'/>",
            "< a/>",
            "<1/>",
            "<a><b></a></b>",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
            "<?xml version='1.0'",
            "<!-- <a/>",
            "<html><br></html>",
        ] {
            assert!(root(text).is_none(), "{text}");
        }
        assert!(Element::parse(b"<a>\xff</a>").is_err());
    }

    #[test]
    fn limits() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(root(&nested(MAX_DEPTH)).is_some());
        assert!(root(&nested(MAX_DEPTH + 1)).is_none());
        assert!(root(&"<a>".repeat(300_000)).is_none());
        // Text in many pieces takes no quadratic time.
        assert!(root(&format!("<a>{}</a>", "x<b/>".repeat(200_000))).is_some());
        let long = |length: usize| format!("<a>{}</a>", " ".repeat(length - 7));
        assert!(root(&long(MAX_LENGTH)).is_some());
        assert!(root(&long(MAX_LENGTH + 1)).is_none());
    }

    #[test]
    fn debug_shows_no_text() {
        let root = root("<a><Token>!!SENSITIVE!!</Token></a>").unwrap();
        let shown = format!("{root:?}");
        assert!(
            shown.contains("Token") && !shown.contains("SENSITIVE"),
            "{shown}"
        );
    }

    fn escape(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('\r', "&#13;")
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = Element::parse(&bytes);
        }

        #[test]
        fn tags_never_panic(text in "([<>/=&;'\"!?ab #x1\\[\\]-]|<a>|</a>|<!--|-->|<!\\[CDATA\\[|\\]\\]>){0,24}") {
            let _ = root(&text);
        }

        #[test]
        fn text_round_trips(text in "[\\PC\n\t\r]*") {
            prop_assume!(!text.contains(['\u{fffe}', '\u{ffff}']));
            prop_assert_eq!(text_of(&escape(&text)), Some(text));
        }
    }
}
