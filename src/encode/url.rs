//! Absolute `http` and `https` URLs (RFC 3986), read so strictly that every client sees the same host in them.

use super::ip_address;
use core::fmt;

/// An absolute URL with the scheme `http` or `https`.
///
/// INVARIANT: no control character, blank or backslash anywhere; the host is ASCII, lower case and never empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    https: bool,
    userinfo: bool,
    host: String,
    port: Option<u16>,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl Url {
    /// Reads the text. `None` for another scheme, for a character that clients disagree about (control characters,
    /// blanks, backslashes), for a host that is empty, not ASCII, escaped, or a number in any form but a dotted quad
    /// or an IPv6 address in brackets without one, and for a port outside 1 to 65535.
    pub fn parse(text: &str) -> Option<Self> {
        let strange = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
        if text.contains(strange) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let rest = rest.strip_prefix("//")?;
        let https = scheme.eq_ignore_ascii_case("https");
        if !https && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
        // The last `@` ends the user information: whatever stands before it is not the host.
        let (userinfo, authority) = match authority.rsplit_once('@') {
            Some((_, authority)) => (true, authority),
            None => (false, authority),
        };
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (address, rest) = rest.split_once(']')?;
                ip_address::v6(address)?;
                (format!("[{address}]"), rest)
            }
            None => {
                let end = authority.find(':').unwrap_or(authority.len());
                let (host, rest) = authority.split_at_checked(end)?;
                if !is_host_name(host) {
                    return None;
                }
                (host.to_owned(), rest)
            }
        };
        let port = match port.strip_prefix(':') {
            Some(digits) => Some(read_port(digits)?),
            None if port.is_empty() => None,
            None => return None,
        };
        Some(Self {
            https,
            userinfo,
            host: host.to_ascii_lowercase(),
            port,
            path: path.to_owned(),
            query: query.map(str::to_owned),
            fragment: fragment.map(str::to_owned),
        })
    }

    /// `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }

    /// Whether the scheme is `https`.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether there is a `user@` or `user:password@`, even an empty one.
    pub const fn has_userinfo(&self) -> bool {
        self.userinfo
    }

    /// The host in lower case; an IPv6 address in its brackets. It may end in a dot.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, if one is written.
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path as written: empty, or starting with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as written, without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The fragment as written, without its `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The host, and the port unless it is the scheme's own: the value of the `Host` header.
    pub fn authority(&self) -> String {
        match self.port {
            Some(443) if self.https => self.host.clone(),
            Some(80) if !self.https => self.host.clone(),
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// Scheme and authority: `https://example.com`, `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme(), self.authority())
    }

    /// Whether the host can only be this machine: 127.0.0.0/8, `[::1]` or `localhost`.
    pub fn is_loopback(&self) -> bool {
        if self.host == "localhost" {
            return true;
        }
        match self.host.strip_prefix('[') {
            Some(rest) => {
                ip_address::v6(rest.trim_end_matches(']')) == Some([0, 0, 0, 0, 0, 0, 0, 1])
            }
            None => ip_address::v4(&self.host).is_some_and(|[first, ..]| first == 127),
        }
    }
}

impl fmt::Debug for Url {
    /// Without user information, query and fragment, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn read_port(digits: &str) -> Option<u16> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|port| *port > 0)
}

fn is_host_name(host: &str) -> bool {
    let labels = host.strip_suffix('.').unwrap_or(host);
    let well_formed = labels.split('.').all(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    // Browsers read `2130706433`, `0x7f.1` and `127.1` as 127.0.0.1, others look such names up.
    let number = labels.rsplit('.').next().is_some_and(|label| {
        label.starts_with(|c: char| c.is_ascii_digit())
            && (label.bytes().all(|byte| byte.is_ascii_digit())
                || label.starts_with("0x")
                || label.starts_with("0X"))
    });
    well_formed && (!number || ip_address::v4(host).is_some())
}

#[cfg(test)]
mod tests {
    use super::Url;
    use proptest::prelude::*;

    #[test]
    fn all_parts() {
        let url = Url::parse("HTTPS://D-123.AwsApps.com:8443/start/?a=b?c#d#e").unwrap();
        assert!(url.is_https() && !url.has_userinfo() && !url.is_loopback());
        assert_eq!(url.host(), "d-123.awsapps.com");
        assert_eq!(url.port(), Some(8443));
        assert_eq!(url.path(), "/start/");
        assert_eq!(url.query(), Some("a=b?c"));
        assert_eq!(url.fragment(), Some("d#e"));
        assert_eq!(url.origin(), "https://d-123.awsapps.com:8443");
        assert_eq!(format!("{url:?}"), "https://d-123.awsapps.com:8443/start/");
    }

    #[test]
    fn few_parts() {
        let url = Url::parse("http://h?q").unwrap();
        assert_eq!(
            (url.path(), url.query(), url.fragment()),
            ("", Some("q"), None)
        );
        let url = Url::parse("http://h#f?g").unwrap();
        assert_eq!(
            (url.path(), url.query(), url.fragment()),
            ("", None, Some("f?g"))
        );
        let url = Url::parse("https://identitycenter.amazonaws.com./").unwrap();
        assert_eq!(url.host(), "identitycenter.amazonaws.com.");
    }

    #[test]
    fn the_scheme_s_own_port_is_left_out() {
        for (text, authority) in [
            ("https://h:443/", "h"),
            ("http://h:80", "h"),
            ("http://h:443", "h:443"),
            ("https://h:80", "h:80"),
            ("http://[::1]:8080/", "[::1]:8080"),
        ] {
            assert_eq!(Url::parse(text).unwrap().authority(), authority, "{text}");
        }
    }

    #[test]
    fn the_host_stands_after_the_last_at() {
        for text in [
            "https://aws.com@evil.com/",
            "https://aws.com:443@evil.com/",
            "https://a@b@evil.com",
            "https://@evil.com",
        ] {
            let url = Url::parse(text).unwrap();
            assert_eq!(
                (url.host(), url.has_userinfo()),
                ("evil.com", true),
                "{text}"
            );
        }
        // The path begins before the `@`.
        let url = Url::parse("https://evil.com/@aws.com").unwrap();
        assert_eq!((url.host(), url.has_userinfo()), ("evil.com", false));
        let url = Url::parse("https://evil.com?@aws.com").unwrap();
        assert_eq!((url.host(), url.has_userinfo()), ("evil.com", false));
        let url = Url::parse("https://evil.com#@aws.com").unwrap();
        assert_eq!((url.host(), url.has_userinfo()), ("evil.com", false));
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "aws.com",
            "//aws.com",
            "https:aws.com",
            "https:/aws.com",
            "https://",
            "https:///path",
            "https://:443",
            "https://user@",
            "https://user@/",
            "ftp://aws.com",
            "javascript://aws.com",
            " https://aws.com",
            "https://aws.com ",
            "https://aws.com/a b",
            "https://aws.com/\u{a0}",
            "https://aws.com/\u{2028}",
            "https://aws.com\n",
            "https://aws\t.com",
            "https://aws.com/\0",
            "https://aws.com/\u{7f}",
            "https://evil.com\\@aws.com",
            "https://evil.com\\.aws.com",
            "https:\\\\aws.com",
            "https://аws.com",
            "https://aws。com",
            "https://ａws.com",
            "https://aws%2ecom",
            "https://aws.com%00",
            "https://aws..com",
            "https://.aws.com",
            "https://aws.com..",
            "https://.",
            "https://aws,com",
            "https://a:b:c",
            "https://::1",
            "https://aws.com:",
            "https://aws.com:0",
            "https://aws.com:65536",
            "https://aws.com:+80",
            "https://aws.com:8 0",
            "https://aws.com:80x",
            "https://[::1",
            "https://[::1]x",
            "https://[::1]:x",
            "https://[::1%25lo]",
            "https://[::ffff:127.0.0.1]",
            "https://[]",
            "https://[aws.com]",
            "https://[127.0.0.1]",
            "http://2130706433/",
            "http://127.1",
            "http://0x7f.0.0.1",
            "http://127.0.0.0x1",
            "http://0177.0.0.1",
            "http://127.0.0.256",
            "http://1.2.3.4.5",
            "http://127.0.0.1.",
        ] {
            assert!(Url::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn loopback() {
        for text in [
            "http://127.0.0.1",
            "http://127.255.1.2:9",
            "http://LOCALHOST:1/",
            "http://[::1]/",
            "http://[0:0:0:0:0:0:0:1]",
        ] {
            assert!(Url::parse(text).unwrap().is_loopback(), "{text}");
        }
        for text in [
            "http://128.0.0.1",
            "http://127.0.0.1.evil.com",
            "http://localhost.evil.com",
            "http://localhost.",
            "http://127.0.0.1@evil.com",
            "http://[::2]",
            "http://[::ffff:7f00:1]",
            "http://0.0.0.0",
        ] {
            assert!(!Url::parse(text).unwrap().is_loopback(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = Url::parse(&text);
        }

        #[test]
        fn what_is_read_is_clean(text in "https?://[a-c@:/?#\\[\\].%ü\\\\0-9]{0,12}") {
            if let Some(url) = Url::parse(&text) {
                prop_assert!(!url.host().is_empty() && url.host().is_ascii());
                prop_assert!(!url.host().contains(['@', '/', '?', '#', '%', '\\']));
                prop_assert!(url.path().is_empty() || url.path().starts_with('/'));
                // What is written again is read the same.
                let again = Url::parse(&format!("{}{}", url.origin(), url.path())).unwrap();
                prop_assert_eq!((again.host(), again.path()), (url.host(), url.path()));
            }
        }
    }
}
