//! The token endpoint's vocabulary (RFC 6749 sections 4.1.3, 5.1, 5.2 and 6; RFC 8628 sections 3.4 and 3.5).

/// `grant_type` for an authorization code (RFC 6749 section 4.1.3).
pub const AUTHORIZATION_CODE: &str = "authorization_code";
/// `grant_type` for a refresh token (RFC 6749 section 6).
pub const REFRESH_TOKEN: &str = "refresh_token";
/// `grant_type` for a device code (RFC 8628 section 3.4).
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Whether a `token_type` is `Bearer`, in any case (RFC 6749 section 5.1).
pub const fn is_bearer(token_type: &str) -> bool {
    token_type.eq_ignore_ascii_case("Bearer")
}

/// Why the token endpoint refused: the codes of RFC 6749 section 5.2 and RFC 8628 section 3.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// A parameter is missing, unknown or repeated.
    InvalidRequest,
    /// The client is unknown, or its secret is wrong or expired.
    InvalidClient,
    /// The code or refresh token is invalid, expired, revoked, or belongs to another client.
    InvalidGrant,
    /// This client may not use this grant.
    UnauthorizedClient,
    /// The server does not know this grant.
    UnsupportedGrantType,
    /// The scope is unknown or exceeds what was granted.
    InvalidScope,
    /// The person has not approved yet: ask again after the interval.
    AuthorizationPending,
    /// The same, but ask less often from now on.
    SlowDown,
    /// The person declined.
    AccessDenied,
    /// The device code ran out.
    ExpiredToken,
}

impl TokenError {
    const ALL: [Self; 10] = [
        Self::InvalidRequest,
        Self::InvalidClient,
        Self::InvalidGrant,
        Self::UnauthorizedClient,
        Self::UnsupportedGrantType,
        Self::InvalidScope,
        Self::AuthorizationPending,
        Self::SlowDown,
        Self::AccessDenied,
        Self::ExpiredToken,
    ];

    /// The error for the value of `error`; `None` for one that neither RFC names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|error| error.code() == code)
    }

    /// The value of `error`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::AccessDenied => "access_denied",
            Self::ExpiredToken => "expired_token",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenError, is_bearer};

    #[test]
    fn codes_read_back() {
        for error in TokenError::ALL {
            assert_eq!(TokenError::from_code(error.code()), Some(error));
        }
        assert_eq!(
            TokenError::from_code("slow_down"),
            Some(TokenError::SlowDown)
        );
        for code in ["", "Slow_Down", "server_error"] {
            assert_eq!(TokenError::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn bearer_in_any_case() {
        assert!(is_bearer("Bearer") && is_bearer("bearer") && is_bearer("BEARER"));
        assert!(!is_bearer("") && !is_bearer("aws_sigv4") && !is_bearer("Bearer "));
    }
}
