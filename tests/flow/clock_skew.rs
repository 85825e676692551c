//! A local clock that is an hour off, in both directions: what is decided, signed and written goes by the true time.

use crate::scripted::{ScriptedHost, in_turn, json, path, run, with_header};
use crate::session::{
    NOW, admin, admin_key, client, code_registration_file, dev, issued, issuer, portal_error,
    registered, registration_of_dev, role_credentials, stored_token, token_file, token_of_dev,
};
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::flow::caller_identity::caller_identity;
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::role_credentials::role_credentials as fetch_role_credentials;
use aws_sso_wasm::flow::sign_in::{begin, complete};
use aws_sso_wasm::host::{Clock, HttpClient, HttpRequest, HttpResponse, Method};
use aws_sso_wasm::oauth::redirect_uri::RedirectUri;
use aws_sso_wasm::secret::Secret;

const HOUR: i64 = 3_600_000;
const DATE: &str = "Wed, 01 May 2024 10:00:00 GMT";

/// An answer that tells the true time.
fn dated(response: HttpResponse) -> HttpResponse {
    with_header(response, "date", DATE)
}

fn host(error: i64, answers: Vec<HttpResponse>) -> ScriptedHost {
    let host = ScriptedHost::new(NOW, in_turn(answers.into_iter().map(Ok)));
    host.clock_error.set(error);
    host
}

fn get() -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: "https://oidc.us-west-2.amazonaws.com/".to_owned(),
        headers: Vec::new(),
        body: Default::default(),
    }
}

/// How far the corrected clock is from the true one after an answer with this `Date`, in milliseconds.
fn left_over(error: i64, date: Option<&str>) -> i64 {
    let answer = json(200, "");
    let answer = match date {
        Some(date) => with_header(answer, "date", date),
        None => answer,
    };
    let host = host(error, vec![answer]);
    let corrected = SkewCorrected::new(&host);
    run(&host, corrected.send(get())).unwrap();
    corrected.now().epoch_millis() - host.now.get().epoch_millis()
}

#[test]
fn a_clock_that_is_far_off_is_corrected_to_half_a_second() {
    for error in [HOUR, -HOUR, 61_000, -61_000, 10 * 365 * 24 * HOUR] {
        assert_eq!(left_over(error, Some(DATE)), 500, "{error}");
    }
}

#[test]
fn a_clock_that_is_about_right_is_left_alone() {
    for error in [0, 30_000, -30_000, 59_000] {
        assert_eq!(left_over(error, Some(DATE)), error);
    }
}

#[test]
fn an_answer_without_a_readable_date_teaches_nothing() {
    for date in [
        None,
        Some(""),
        Some("yesterday"),
        Some("2024-05-01T10:00:00Z"),
        Some("Thu, 01 Jan 1970 00:00:00 GMT"),
        Some("Mon, 31 Dec 2018 23:59:59 GMT"),
        Some("Fri, 01 Jan 2100 00:00:00 GMT"),
        Some("Fri, 31 Dec 9999 23:59:59 GMT"),
    ] {
        assert_eq!(left_over(HOUR, date), HOUR);
    }
}

#[test]
fn a_slow_answer_is_no_wrong_clock() {
    let host = host(0, vec![dated(json(200, ""))]);
    host.latency.set(std::time::Duration::from_secs(300));
    // The service wrote its date when the request arrived, half-way.
    host.answer(|_, _| {
        Ok(with_header(
            json(200, ""),
            "date",
            "Wed, 01 May 2024 10:02:30 GMT",
        ))
    });
    let corrected = SkewCorrected::new(&host);
    run(&host, corrected.send(get())).unwrap();
    assert_eq!(corrected.skew_millis(), 0);
}

#[test]
fn a_clock_that_is_set_right_meanwhile_is_noticed() {
    let host = host(HOUR, vec![dated(json(200, "")), dated(json(200, ""))]);
    let corrected = SkewCorrected::new(&host);
    run(&host, corrected.send(get())).unwrap();
    assert_eq!(corrected.skew_millis(), -HOUR + 500);
    host.clock_error.set(0);
    run(&host, corrected.send(get())).unwrap();
    assert_eq!(corrected.skew_millis(), 0);
    assert!(
        host.traces()
            .contains("the local clock differs from the service's by -3599 s; corrected")
    );
}

#[test]
fn a_sign_in_writes_true_times() {
    for error in [HOUR, -HOUR] {
        let host = host(
            error,
            vec![dated(registered("c")), dated(issued("token", "r"))],
        );
        let client = client(SkewCorrected::new(&host));
        let (session, issuer) = (dev(), issuer());
        let flow = async {
            let redirect_uri = RedirectUri::with_port(1);
            let (_, pending) = begin(&client, &session, &issuer, redirect_uri).await?;
            complete(&client, pending, Secret::from("code")).await
        };
        run(&host, flow).unwrap();
        let token = stored_token(&host);
        assert_eq!(token.expires_at.to_iso8601(), "2024-05-01T11:00:00Z");
    }
}

#[test]
fn a_refresh_writes_true_times() {
    for error in [HOUR, -HOUR] {
        let host = host(error, vec![dated(issued("new", "r2"))]).with_file(
            token_of_dev(),
            &token_file("old", "2024-05-01T09:05:00Z", "r"),
        );
        if error < 0 {
            // By the slow clock five minutes are left, by the true one none.
            assert_eq!(host.now().to_iso8601(), "2024-05-01T09:00:00Z");
        }
        let client = client(SkewCorrected::new(&host));
        let session = dev();
        let token = run(&host, access_token(&client, &session)).unwrap();
        assert_eq!(token.access_token.expose(), "new");
        assert_eq!(
            stored_token(&host).expires_at.to_iso8601(),
            "2024-05-01T11:00:00Z"
        );
        // What was learned holds: the new token is taken for what it is.
        run(&host, access_token(&client, &session)).unwrap();
        assert_eq!(host.requests.borrow().len(), 1);
    }
}

#[test]
fn a_slow_clock_that_takes_an_ended_token_for_good_finds_out_and_renews_it() {
    let host = host(
        -HOUR,
        vec![
            dated(portal_error(401, "UnauthorizedException")),
            dated(issued("new", "r2")),
            dated(role_credentials("AKIA")),
        ],
    )
    .with_file(
        token_of_dev(),
        &token_file("old", "2024-05-01T09:30:00Z", "r"),
    );
    let client = client(SkewCorrected::new(&host));
    run(&host, fetch_role_credentials(&client, &admin())).unwrap();
    assert_eq!(
        host.paths(),
        [
            "/federation/credentials",
            "/token",
            "/federation/credentials"
        ]
    );
    assert!(host.file(&admin_key()).is_some());
}

#[test]
fn a_fast_clock_that_takes_a_good_token_for_ended_renews_it() {
    let host = host(
        HOUR,
        vec![dated(issued("new", "r2")), dated(role_credentials("AKIA"))],
    )
    .with_file(
        token_of_dev(),
        &token_file("old", "2024-05-01T10:50:00Z", "r"),
    );
    let client = client(SkewCorrected::new(&host));
    run(&host, fetch_role_credentials(&client, &admin())).unwrap();
    assert_eq!(host.paths(), ["/token", "/federation/credentials"]);
}

#[test]
fn a_registration_s_end_is_judged_by_what_was_learned() {
    // By the slow clock the registration has half an hour left.
    let ending =
        code_registration_file("old").replace("2024-07-01T00:00:00Z", "2024-05-01T09:30:00Z");
    let host = host(-HOUR, vec![dated(json(200, "")), dated(registered("new"))])
        .with_file(registration_of_dev(), &ending);
    let corrected = SkewCorrected::new(&host);
    run(&host, corrected.send(get())).unwrap();
    let client = client(corrected);
    let (session, issuer) = (dev(), issuer());
    let flow = begin(&client, &session, &issuer, RedirectUri::with_port(1));
    let (url, _) = run(&host, flow).unwrap();
    assert!(url.contains("&client_id=new&"));
}

fn keys() -> Credentials {
    Credentials {
        access_key_id: "AKIA".to_owned(),
        secret_access_key: Secret::from("secret"),
        session_token: None,
        expiration: None,
        account_id: None,
    }
}

const IDENTITY: &str = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::1:x</Arn><UserId>u</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"#;

fn sts_error(code: &str) -> HttpResponse {
    json(
        403,
        &format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>why</Message></Error></ErrorResponse>"
        ),
    )
}

/// When each request was signed.
fn signed_at(host: &ScriptedHost) -> Vec<String> {
    let requests = host.requests.borrow();
    let date = |request: &HttpRequest| {
        let header = request
            .headers
            .iter()
            .find(|(name, _)| *name == "x-amz-date");
        header.expect("x-amz-date").1.to_string()
    };
    requests.iter().map(date).collect()
}

#[test]
fn a_request_signed_for_the_wrong_time_is_signed_again_once() {
    for (error, first) in [(HOUR, "20240501T110000Z"), (-HOUR, "20240501T090000Z")] {
        let host = host(
            error,
            vec![
                dated(sts_error("SignatureDoesNotMatch")),
                dated(json(200, IDENTITY)),
            ],
        );
        let client = client(SkewCorrected::new(&host));
        let identity = run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap();
        assert_eq!(identity.account, "1");
        assert_eq!(signed_at(&host), [first, "20240501T100000Z"]);
    }
}

#[test]
fn a_request_that_passes_in_spite_of_the_clock_is_not_sent_again() {
    let host = host(HOUR, vec![dated(json(200, IDENTITY))]);
    let client = client(SkewCorrected::new(&host));
    run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap();
    assert_eq!(host.requests.borrow().len(), 1);
}

#[test]
fn a_request_that_is_refused_for_the_right_time_too_is_not_sent_a_third_time() {
    let refused = || dated(sts_error("SignatureDoesNotMatch"));
    let host = host(HOUR, vec![refused(), refused()]);
    let client = client(SkewCorrected::new(&host));
    let error = run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap_err();
    assert_eq!(error.fault().unwrap().code, "SignatureDoesNotMatch");
}

#[test]
fn a_refusal_under_a_right_clock_is_final() {
    for error in [0, 30_000] {
        let host = host(error, vec![dated(sts_error("InvalidClientTokenId"))]);
        let client = client(SkewCorrected::new(&host));
        let error = run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap_err();
        assert_eq!(error.fault().unwrap().code, "InvalidClientTokenId");
    }
}

#[test]
fn a_long_wait_between_attempts_is_no_wrong_clock() {
    let busy = || with_header(json(503, ""), "retry-after", "20");
    let host = host(0, vec![]);
    // Each exchange takes as long as one may, so that over a minute lies between the first attempt and the refusal.
    host.latency.set(std::time::Duration::from_secs(15));
    let answers = [busy(), busy(), sts_error("InvalidClientTokenId")];
    let mut answers = in_turn(answers.map(Ok));
    let now = host.now.clone();
    host.answer(move |request, index| {
        let response = answers(request, index)?;
        let second = now.get().epoch_seconds() - 1_714_557_600;
        let date = format!(
            "Wed, 01 May 2024 10:{:02}:{:02} GMT",
            second / 60,
            second % 60
        );
        Ok(with_header(response, "date", &date))
    });
    let client = client(SkewCorrected::new(&host));
    run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap_err();
    assert_eq!(host.requests.borrow().len(), 3);
}

#[test]
fn throttling_by_sts_is_waited_out() {
    let throttled = || {
        let mut response = sts_error("Throttling");
        response.status = 400;
        response
    };
    let host = host(0, vec![throttled(), throttled(), json(200, IDENTITY)]);
    let client = client(SkewCorrected::new(&host));
    run(&host, caller_identity(&client, &keys(), "us-west-2")).unwrap();
    assert_eq!(host.sleeps.borrow().len(), 2);
}

#[test]
fn the_corrected_host_passes_everything_else_on() {
    let host = host(HOUR, vec![]);
    let client = client(SkewCorrected::new(&host));
    let error = run(&host, access_token(&client, &dev())).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::SignInRequired);
    let before = host.now.get();
    run(&host, client.host.sleep(std::time::Duration::from_secs(1))).unwrap();
    assert_eq!(host.now.get(), before.saturating_add_millis(1000));
    let _: Timestamp = client.host.now();
    assert_eq!(path(&get()), "/");
}
