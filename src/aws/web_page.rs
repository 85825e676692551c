//! A web page in place of an answer: what proxies and a network's own sign-in send.

use crate::host::HttpResponse;

/// The next step after a web page came in place of an answer.
pub(super) const WEB_PAGE_HELP: &str = "The answer was a web page, such as a proxy or a network's own sign-in sends. \
     Check the network, the proxy and the endpoint.";

/// Whether the answer is HTML.
pub(super) fn is_web_page(response: &HttpResponse) -> bool {
    let start = response.body.trim_ascii_start();
    let declared = response.header("content-type").is_some_and(|kind| {
        kind.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    });
    declared
        || [&b"<!doctype html"[..], b"<html"].iter().any(|mark| {
            start
                .get(..mark.len())
                .is_some_and(|bytes| bytes.eq_ignore_ascii_case(mark))
        })
}
