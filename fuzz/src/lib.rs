//! What others made, to compare with.

/// The URL as browsers read it. They read the Punycode in labels, we do not: a broken one is a host that nobody finds, and
/// `None` here.
///
/// # Panics
///
/// If browsers take it for no URL at all.
pub fn as_browsers_read(text: &str) -> Option<url::Url> {
    match url::Url::parse(text) {
        Err(url::ParseError::IdnaError) if text.to_ascii_lowercase().contains("xn--") => None,
        url => Some(url.unwrap_or_else(|error| panic!("{text:?}: {error}"))),
    }
}
