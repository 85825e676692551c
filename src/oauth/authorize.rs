//! The authorization endpoint: its request and its response (RFC 6749 sections 4.1.1 and 4.1.2).

use super::pkce::CODE_CHALLENGE_METHOD;
use super::redirect_uri::RedirectUri;
use super::state::State;
use crate::encode::url::Url;
use crate::encode::{form, percent};
use crate::secret::{Secret, Zeroizing};

/// What the browser is sent to the authorization endpoint with.
#[derive(Debug)]
pub struct AuthorizationRequest<'a> {
    /// The authorization endpoint, without a query.
    pub endpoint: &'a str,
    /// The registered client.
    pub client_id: &'a str,
    /// Where to come back to.
    pub redirect_uri: RedirectUri,
    /// Binds the redirect to this request.
    pub state: &'a State,
    /// What is asked for.
    pub scopes: &'a [String],
    /// From the code verifier: see [`super::pkce::CodeVerifier::challenge`].
    pub code_challenge: &'a str,
}

impl AuthorizationRequest<'_> {
    /// The URL for the browser, its parameters in the order of the AWS CLI. The scopes stand in `scopes`, which AWS
    /// reads in place of RFC 6749's `scope`.
    pub fn url(&self) -> String {
        let query = percent::query(&[
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", &self.redirect_uri.to_string()),
            ("state", self.state.expose()),
            ("code_challenge_method", CODE_CHALLENGE_METHOD),
            ("scopes", &self.scopes.join(" ")),
            ("code_challenge", self.code_challenge),
        ]);
        format!("{}?{query}", self.endpoint)
    }
}

/// What came back with the browser (RFC 6749 sections 4.1.2 and 4.1.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizationResponse {
    /// The authorization code, with our `state`.
    Code(Secret),
    /// A refusal, with our `state`: the sign-in is over.
    Error(AuthorizationError),
    /// A refusal without our `state`. Anybody can send one: show it, and keep waiting.
    Advisory(AuthorizationError),
    /// A code that does not answer our request, by its `state` or its issuer: keep waiting.
    Foreign,
    /// No response at all: neither code nor error, one of them empty or given twice, or not readable. Keep waiting.
    Incomplete,
}

/// Why the authorization endpoint refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationError {
    /// `error`, such as `access_denied`. Printable ASCII, at most 400 characters.
    pub error: String,
    /// `error_description`, under the same bounds. May be absent.
    pub error_description: Option<String>,
}

impl AuthorizationResponse {
    /// The `state` in what came back, if it has the form of ours: it tells which sign-in the response may belong to.
    pub fn state_in(text: &str) -> Option<State> {
        State::parse(Parameters::read(text)?.state?.as_str())
    }

    /// Reads what came back: a whole URL, or only its query, blanks and quotes around it ignored as a person pastes
    /// them. A whole URL must be a redirect URI of ours, on any port and under any name of this machine.
    ///
    /// `issuer` is the issuer that was asked, if the caller knows it; a response that names another one in `iss`
    /// (RFC 9207 section 2.4) is foreign.
    pub fn read(text: &str, state: &State, issuer: Option<&str>) -> Self {
        let Some(response) = Parameters::read(text) else {
            return Self::Incomplete;
        };
        if let (Some(expected), Some(iss)) = (issuer, &response.iss)
            && expected != iss.as_str()
        {
            return Self::Foreign;
        }
        let ours = response
            .state
            .as_ref()
            .is_some_and(|text| state.matches(text));
        match (response.error, response.code) {
            (Some(error), _) if error.is_empty() => Self::Incomplete,
            (Some(error), _) => {
                let error = AuthorizationError {
                    error: printable(&error),
                    error_description: response.error_description.map(|text| printable(&text)),
                };
                if ours {
                    Self::Error(error)
                } else {
                    Self::Advisory(error)
                }
            }
            (None, Some(code)) if code.is_empty() => Self::Incomplete,
            (None, Some(_)) if !ours => Self::Foreign,
            (None, Some(mut code)) => Self::Code(Secret::new(core::mem::take(&mut *code))),
            (None, None) => Self::Incomplete,
        }
    }
}

/// The parameters of a response that mean anything.
#[derive(Default)]
struct Parameters {
    code: Option<Zeroizing<String>>,
    state: Option<Zeroizing<String>>,
    iss: Option<Zeroizing<String>>,
    error: Option<Zeroizing<String>>,
    error_description: Option<Zeroizing<String>>,
}

impl Parameters {
    /// `None` if the text is no response of ours, or one of these parameters is given twice, which RFC 6749 section
    /// 3.1 forbids.
    fn read(text: &str) -> Option<Self> {
        let mut parameters = Self::default();
        for (name, value) in form::parse(&query_of(text)?)? {
            let slot = match name.as_str() {
                "code" => &mut parameters.code,
                "state" => &mut parameters.state,
                "iss" => &mut parameters.iss,
                "error" => &mut parameters.error,
                "error_description" => &mut parameters.error_description,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return None;
            }
        }
        Some(parameters)
    }
}

/// The query of a redirect: of a URL, or of what a person copied of one.
fn query_of(text: &str) -> Option<Zeroizing<String>> {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>'));
    let (before, rest) = text.split_at_checked(text.find(['?', '=', '&'])?)?;
    if before.as_bytes().windows(3).any(|part| part == b"://") {
        let url = Url::parse(text)?;
        let ours = !url.is_https() && !url.has_userinfo() && url.is_loopback();
        let query = url
            .query()
            .filter(|_| ours && url.path() == RedirectUri::PATH)?;
        return Some(Zeroizing::new(query.to_owned()));
    }
    // What comes first tells a query from something that has one.
    let query = rest.strip_prefix('?').unwrap_or(text);
    let query = query.split('#').next()?;
    Some(Zeroizing::new(query.to_owned()))
}

/// What may be shown of a text that anybody could have sent: printable ASCII (RFC 6749 appendix A.7 allows no more),
/// so that it can neither move the cursor nor hide anything.
fn printable(text: &str) -> String {
    text.chars()
        .take(400)
        .map(|c| if matches!(c, ' '..='~') { c } else { '?' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{AuthorizationRequest, AuthorizationResponse, RedirectUri, State};
    use crate::secret::Secret;
    use AuthorizationResponse::{Advisory, Code, Error, Foreign, Incomplete};
    use proptest::prelude::*;

    fn state() -> State {
        State::restore(Secret::from("s-1")).unwrap()
    }

    fn read(text: &str) -> AuthorizationResponse {
        AuthorizationResponse::read(text, &state(), None)
    }

    #[test]
    fn the_url_is_the_one_of_the_aws_cli() {
        let request = AuthorizationRequest {
            endpoint: "https://oidc.us-east-1.amazonaws.com/authorize",
            client_id: "client id",
            redirect_uri: RedirectUri::with_port(55555),
            state: &State::from_bytes([0; 16]),
            scopes: &[
                "sso:account:access".to_owned(),
                "codewhisperer:analysis".to_owned(),
            ],
            code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        };
        assert_eq!(
            request.url(),
            "https://oidc.us-east-1.amazonaws.com/authorize?response_type=code&client_id=client%20id\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A55555%2Foauth%2Fcallback\
             &state=00000000-0000-4000-8000-000000000000&code_challenge_method=S256\
             &scopes=sso%3Aaccount%3Aaccess%20codewhisperer%3Aanalysis\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_code_however_it_is_pasted() {
        for text in [
            "code=c%2B1&state=s-1",
            "?state=s-1&code=c%2B1",
            "/oauth/callback?code=c%2B1&state=s-1",
            "127.0.0.1:8400/oauth/callback?code=c%2B1&state=s-1#",
            "http://127.0.0.1:8400/oauth/callback?code=c%2B1&state=s-1",
            "http://127.0.0.1/oauth/callback?code=c%2B1&state=s-1&x=y#f",
            "http://localhost:8400/oauth/callback?code=c%2B1&state=s-1",
            "HTTP://[::1]:8400/oauth/callback?code=c%2B1&state=s-1",
            "  \"http://127.0.0.1:8400/oauth/callback?code=c%2B1&state=s-1\"\r\n",
            "'<http://127.0.0.1:8400/oauth/callback?code=c%2B1&state=s-1>'\n",
            "code=c%2B1&state=s-1&iss=https://a?b",
            "code=c%2B1&a=b?c&state=s-1",
        ] {
            assert_eq!(read(text), Code(Secret::from("c+1")), "{text}");
        }
    }

    #[test]
    fn other_urls_are_no_response() {
        for text in [
            "https://127.0.0.1:8400/oauth/callback?code=c&state=s-1",
            "http://evil.com/oauth/callback?code=c&state=s-1",
            "http://127.0.0.1@evil.com/oauth/callback?code=c&state=s-1",
            "http://user@127.0.0.1/oauth/callback?code=c&state=s-1",
            "http://127.0.0.1:8400/other?code=c&state=s-1",
            "http://127.0.0.1:8400/oauth/callback/?code=c&state=s-1",
            "http://127.0.0.1:8400/oauth/callback",
            "http://127.0.0.1:8400/oauth/callback#code=c&state=s-1",
            "file://127.0.0.1/oauth/callback?code=c&state=s-1",
        ] {
            assert_eq!(read(text), Incomplete, "{text}");
        }
    }

    #[test]
    fn a_code_without_our_state_is_foreign() {
        for text in [
            "code=c",
            "code=c&state=",
            "code=c&state=s-2",
            "code=c&State=s-1",
        ] {
            assert_eq!(read(text), Foreign, "{text}");
        }
    }

    #[test]
    fn incomplete() {
        for text in [
            "",
            "\n",
            "hello",
            "/",
            "/favicon.ico",
            "state=s-1",
            "code=&state=s-1",
            "error=&state=s-1",
            "code=a&code=b&state=s-1",
            "code=a&code=a&state=s-1",
            "code=a&state=s-1&state=s-1",
            "code=a&state=s-2&state=s-1",
            "error=a&error=b&state=s-1",
            "code=%&state=s-1",
            "code=%ff&state=s-1",
        ] {
            assert_eq!(read(text), Incomplete, "{text}");
        }
    }

    #[test]
    fn an_error_ends_the_sign_in_only_with_our_state() {
        let Error(error) = read("error=access_denied&error_description=No+way%21&state=s-1") else {
            panic!("not an error");
        };
        assert_eq!(error.error, "access_denied");
        assert_eq!(error.error_description.as_deref(), Some("No way!"));
        for text in ["error=access_denied", "error=access_denied&state=s-2"] {
            assert!(matches!(read(text), Advisory(error) if error.error_description.is_none()));
        }
        // With both, the refusal counts.
        assert!(matches!(
            read("code=c&error=access_denied&state=s-1"),
            Error(_)
        ));
    }

    #[test]
    fn an_error_s_text_is_harmless() {
        let Advisory(error) = read("error=a%1b%5B2Jb%0a%C3%BC%E2%80%AE") else {
            panic!("not advisory");
        };
        assert_eq!(error.error, "a?[2Jb???");
        let Advisory(error) = read(&format!("error={}", "x".repeat(10_000))) else {
            panic!("not advisory");
        };
        assert_eq!(error.error.len(), 400);
    }

    #[test]
    fn another_issuer_is_foreign() {
        let read =
            |text: &str| AuthorizationResponse::read(text, &state(), Some("https://a/start"));
        assert_eq!(read("code=c&state=s-1"), Code(Secret::from("c")));
        assert_eq!(
            read("code=c&state=s-1&iss=https%3A%2F%2Fa%2Fstart"),
            Code(Secret::from("c"))
        );
        assert_eq!(
            read("code=c&state=s-1&iss=https%3A%2F%2Fa%2Fstart%2F"),
            Foreign
        );
        assert_eq!(read("code=c&state=s-1&iss="), Foreign);
        assert_eq!(
            read("error=access_denied&state=s-1&iss=https%3A%2F%2Fb"),
            Foreign
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "([\\PC]|code=|state=s-1|&|http://127.0.0.1/oauth/callback\\?){0,8}") {
            // A code comes out only with the state in it.
            if let Code(code) = read(&text) {
                prop_assert!(text.contains("state=s-1") && !code.expose().is_empty());
            }
        }
    }
}
