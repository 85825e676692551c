//! The canonical request: task 1 of signing.

use crate::encode::{hex, percent};
use crate::host::Method;
use crate::secret::{Secret, Zeroizing};
use sha2::{Digest as _, Sha256};

/// The parts of a request that are signed.
#[derive(Clone, Copy)]
#[allow(
    missing_debug_implementations,
    reason = "a header or the body may be a secret"
)]
pub struct Parts<'a> {
    /// The method.
    pub method: Method,
    /// The path as it is sent.
    pub path: &'a str,
    /// The query as it is sent, without the `?`; empty if there is none.
    pub query: &'a str,
    /// The headers to sign, names in any case, `host` among them.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// How a path is made canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathStyle {
    /// `.`, `..` and empty segments are resolved first: every service but S3.
    Normalized,
    /// The segments stay as they are.
    AsSent,
}

/// A request in the form that is signed: one text for all the forms in which it may travel.
#[derive(Debug)]
pub struct CanonicalRequest {
    text: Secret,
    signed_headers: String,
}

impl CanonicalRequest {
    /// `None` if the query has a broken escape.
    pub fn new(parts: &Parts<'_>, path_style: PathStyle) -> Option<Self> {
        // A handful of names and pairs: the library's sorting would be larger than all that is sorted here.
        let mut names: Vec<String> = Vec::new();
        for (name, _) in parts.headers {
            let name = name.to_ascii_lowercase();
            if let Err(place) = names.binary_search(&name) {
                names.insert(place, name);
            }
        }
        let signed_headers = names.join(";");
        let path = canonical_path(parts.path, path_style);
        let query = canonical_query(parts.query)?;
        let body_hash = hex::encode(&Sha256::digest(parts.body));

        // Sized first: a growing buffer would leave copies of the session token behind.
        let headers_len = parts
            .headers
            .iter()
            .flat_map(|(name, value)| [name.len(), value.len(), 2])
            .fold(0, usize::saturating_add);
        let lens = [
            path.len(),
            query.len(),
            headers_len,
            signed_headers.len(),
            body_hash.len(),
            16,
        ];
        let mut text = String::with_capacity(lens.into_iter().fold(0, usize::saturating_add));
        for line in [parts.method.as_str(), &path, &query] {
            text.push_str(line);
            text.push('\n');
        }
        for name in &names {
            text.push_str(name);
            let values = parts
                .headers
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(name));
            for (index, (_, value)) in values.enumerate() {
                text.push(if index == 0 { ':' } else { ',' });
                push_collapsed(&mut text, value);
            }
            text.push('\n');
        }
        for line in ["\n", &signed_headers, "\n", &body_hash] {
            text.push_str(line);
        }
        Some(Self {
            text: Secret::new(text),
            signed_headers,
        })
    }

    /// The text. It holds the session token, if there is one.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// `content-type;host;x-amz-date`.
    pub fn signed_headers(&self) -> &str {
        &self.signed_headers
    }
}

/// The path with every segment escaped once more than it is sent.
fn canonical_path(path: &str, style: PathStyle) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    if style == PathStyle::AsSent {
        let segments: Vec<String> = path.split('/').map(percent::encode).collect();
        return segments.join("/");
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let mut out = String::new();
    for segment in &segments {
        out.push('/');
        out.push_str(&percent::encode(segment));
    }
    let ends_in_slash = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    if ends_in_slash || segments.is_empty() {
        out.push('/');
    }
    out
}

/// The query with every name and value escaped anew, sorted by name, then by value.
fn canonical_query(query: &str) -> Option<Zeroizing<String>> {
    let mut pairs: Vec<(String, Zeroizing<String>)> = Vec::new();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let value = Zeroizing::new(percent::decode(value)?);
        let name = percent::encode(&percent::decode(name)?);
        let value = Zeroizing::new(percent::encode(&value));
        let before = |(n, v): &(String, Zeroizing<String>)| (n, v.as_str()) <= (&name, &value);
        let place = pairs.partition_point(before);
        pairs.insert(place, (name, value));
    }
    let len = pairs
        .iter()
        .flat_map(|(name, value)| [name.len(), value.len(), 2])
        .fold(0, usize::saturating_add);
    let mut out = Zeroizing::new(String::with_capacity(len));
    for (name, value) in &pairs {
        if !out.is_empty() {
            out.push('&');
        }
        for part in [name.as_str(), "=", value] {
            out.push_str(part);
        }
    }
    Some(out)
}

/// Adds a header's value without blanks around it, and with one where there were several.
fn push_collapsed(out: &mut String, value: &str) {
    for (index, word) in value.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::{CanonicalRequest, Parts, PathStyle};
    use crate::host::Method;

    #[test]
    fn a_canonical_request_is_sized_and_redacted() {
        let parts = Parts {
            method: Method::Post,
            path: "/a b/../c",
            query: "b=%2F&a=1&a=&b",
            headers: &[
                ("Host", "h"),
                ("x-amz-security-token", "!!SENSITIVE!!"),
                ("X", " a  b "),
                ("x", "c"),
            ],
            body: b"",
        };
        let canonical = CanonicalRequest::new(&parts, PathStyle::Normalized).unwrap();
        assert!(canonical.expose().starts_with(
            "POST\n/c\na=&a=1&b=&b=%2F\nhost:h\nx:a b,c\nx-amz-security-token:!!SENSITIVE!!\n\nhost;x;"
        ));
        assert!(canonical.text.expose().capacity() < canonical.expose().len() + 32);
        assert!(!format!("{canonical:?}").contains("SENSITIVE"));
    }
}
