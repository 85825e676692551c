//! XML: whatever `roxmltree` and we both read is the same tree, and a tree that was written is the one that is read.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use aws_sso_wasm::encode::xml::Element;
use libfuzzer_sys::fuzz_target;

/// A tree to be written.
#[derive(Arbitrary, Debug)]
struct Node<'a> {
    name: Name,
    attribute: Option<&'a str>,
    /// Character data, and whether it is written as CDATA.
    text: Vec<(&'a str, bool)>,
    children: Vec<Node<'a>>,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Name {
    Error,
    Code,
    Namespaced,
}

impl Name {
    const fn written(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Code => "Code",
            Self::Namespaced => "sts:Result",
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let ours = Element::parse(bytes);
    if let Err(error) = &ours {
        assert!(error.offset <= bytes.len());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(theirs) = roxmltree::Document::parse(&with_line_feeds(text))
        && let Ok(ours) = &ours
    {
        same(ours, theirs.root_element());
    }
    if let Ok(node) = Node::arbitrary_take_rest(Unstructured::new(bytes)) {
        let mut text = String::new();
        let depth = write(&node, &mut text);
        match Element::parse(text.as_bytes()) {
            Ok(read) => is_read(&node, &read),
            Err(_) => assert!(depth > 64, "{text}"),
        }
    }
});

/// What section 2.11 makes of line ends before anything is parsed. `roxmltree` does it later, and keeps a carriage return
/// that stands beside a character reference.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn same(ours: &Element, theirs: roxmltree::Node<'_, '_>) {
    assert_eq!(ours.name(), theirs.tag_name().name());
    let text: String = theirs
        .children()
        .filter(|child| child.is_text())
        .filter_map(|child| child.text())
        .collect();
    assert_eq!(ours.text(), text);
    let children: Vec<_> = theirs
        .children()
        .filter(|child| child.is_element())
        .collect();
    assert_eq!(ours.children().len(), children.len());
    for (one, other) in ours.children().iter().zip(children) {
        same(one, other);
    }
}

/// What can stand in a document, and is not changed by reading it.
fn characters(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

/// Writes the tree and tells how deep it is.
fn write(node: &Node<'_>, out: &mut String) -> usize {
    let name = node.name.written();
    out.push_str(&format!("<{name}"));
    if let Some(value) = node.attribute {
        let value = characters(value).replace(['"', '<', '&'], "");
        out.push_str(&format!(" a=\"{value}\""));
    }
    out.push('>');
    for (text, is_cdata) in &node.text {
        let text = characters(text);
        if *is_cdata && !text.contains("]]>") {
            out.push_str(&format!("<![CDATA[{text}]]>"));
        } else {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            out.push_str(&text.replace('>', "&#x3e;"));
        }
    }
    let depths = node.children.iter().map(|child| write(child, out));
    let depth = depths.max().unwrap_or(0);
    out.push_str(&format!("</{name}>"));
    depth + 1
}

fn is_read(node: &Node<'_>, read: &Element) {
    assert_eq!(node.name.written().rsplit(':').next(), Some(read.name()));
    let text: String = node.text.iter().map(|(text, _)| characters(text)).collect();
    assert_eq!(read.text(), text);
    assert_eq!(read.children().len(), node.children.len());
    for (node, read) in node.children.iter().zip(read.children()) {
        is_read(node, read);
    }
}
