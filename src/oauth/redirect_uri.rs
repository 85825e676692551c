//! `redirect_uri` of a native app: a loopback address (RFC 8252 section 7.3).

use crate::encode::url::Url;
use core::fmt;

/// Where the browser comes back to: `http://127.0.0.1/oauth/callback`, with a port once somebody listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectUri {
    port: Option<u16>,
}

impl RedirectUri {
    /// The path of every redirect URI.
    pub const PATH: &str = "/oauth/callback";
    /// The form without a port, as a client registers it: the port may vary (RFC 8252 section 7.3).
    pub const REGISTERED: Self = Self { port: None };

    /// The form with a port, as a request names it.
    pub const fn with_port(port: u16) -> Self {
        Self { port: Some(port) }
    }

    /// The port, if there is one.
    pub const fn port(self) -> Option<u16> {
        self.port
    }

    /// Whether a URL that came back, with whatever query, came back here. A port that is not written is 80.
    pub fn is_of(self, url: &str) -> bool {
        Url::parse(url).is_some_and(|url| {
            !url.is_https()
                && !url.has_userinfo()
                && url.host() == "127.0.0.1"
                && url.path() == Self::PATH
                && url.port().unwrap_or(80) == self.port.unwrap_or(80)
        })
    }

    /// Reads one that was kept. `None` for any other URL.
    pub fn parse(text: &str) -> Option<Self> {
        let port = Url::parse(text)?.port();
        Some(Self { port }).filter(|uri| uri.to_string() == text)
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "http://127.0.0.1:{port}{}", Self::PATH),
            None => write!(f, "http://127.0.0.1{}", Self::PATH),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RedirectUri;

    #[test]
    fn redirect_uris() {
        assert_eq!(
            RedirectUri::REGISTERED.to_string(),
            "http://127.0.0.1/oauth/callback"
        );
        let uri = RedirectUri::with_port(8400);
        assert_eq!(uri.to_string(), "http://127.0.0.1:8400/oauth/callback");
        for uri in [uri, RedirectUri::REGISTERED, RedirectUri::with_port(80)] {
            assert_eq!(RedirectUri::parse(&uri.to_string()), Some(uri));
        }
        for text in [
            "http://localhost/oauth/callback",
            "http://127.0.0.1:08400/oauth/callback",
            "http://127.0.0.1/oauth/callback?",
            "https://127.0.0.1/oauth/callback",
            "http://127.0.0.1/",
        ] {
            assert_eq!(RedirectUri::parse(text), None, "{text}");
        }
    }

    #[test]
    fn where_a_redirect_came_back_to() {
        let uri = RedirectUri::with_port(8400);
        assert!(uri.is_of("http://127.0.0.1:8400/oauth/callback?code=c#x"));
        assert!(RedirectUri::with_port(80).is_of("http://127.0.0.1/oauth/callback"));
        for url in [
            "",
            "?code=c",
            "http://127.0.0.1:8401/oauth/callback",
            "http://127.0.0.1/oauth/callback",
            "http://localhost:8400/oauth/callback",
            "https://127.0.0.1:8400/oauth/callback",
            "http://x@127.0.0.1:8400/oauth/callback",
            "http://127.0.0.1:8400/oauth/callback/",
            "http://127.0.0.1.example.com:8400/oauth/callback",
        ] {
            assert!(!uri.is_of(url), "{url}");
        }
    }
}
