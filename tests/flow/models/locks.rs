//! Processes that share a session's token: one refreshes for all, nobody holds what another one holds, and one that dies
//! keeps nobody waiting for long.

use super::check;
use super::interleaved::{Process, Task, World, interleave};
use crate::session::{EXPIRED, NOW, client, dev, token_file, token_of_dev};
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::sign_out::sign_out_of;
use proptest::prelude::*;
use std::rc::Rc;

#[derive(Debug, Clone)]
struct Course {
    /// For each process after how many turns it dies, if it does.
    deaths: Vec<Option<usize>>,
    /// Which of them signs out instead of asking for a token, if one does.
    signs_out: Option<usize>,
    order: Vec<usize>,
}

fn courses(
    deaths: impl Strategy<Value = Option<usize>>,
    signs_out: bool,
) -> impl Strategy<Value = Course> {
    (
        prop::collection::vec(deaths, 2..12),
        prop::option::of(0_usize..12),
        prop::collection::vec(0_usize..1000, 1..200),
    )
        .prop_map(move |(deaths, by, order)| Course {
            deaths,
            signs_out: by.filter(|_| signs_out),
            order,
        })
}

type Outcome = Result<String, ErrorKind>;

/// Runs the processes on a token that has expired. Returns the world after it, what each process got, and the turns.
fn run(course: &Course) -> (Rc<World>, Vec<Option<Outcome>>, usize) {
    let world = World::new(NOW);
    world.put(token_of_dev(), token_file("old", EXPIRED, "r-0").as_bytes());
    let session = dev();
    let clients: Vec<Client<Process>> = (0..course.deaths.len())
        .map(|id| {
            let world = Rc::clone(&world);
            client(Process { world, id })
        })
        .collect();
    let tasks = clients
        .iter()
        .zip(&course.deaths)
        .enumerate()
        .map(|(id, (client, dies_after))| {
            let (session, signs_out) = (&session, course.signs_out == Some(id));
            Task {
                id,
                dies_after: *dies_after,
                work: Box::pin(async move {
                    if signs_out {
                        let done = sign_out_of(client, session).await;
                        return done.map(|_| String::new()).map_err(|it| it.kind().clone());
                    }
                    match access_token(client, session).await {
                        Ok(token) => Ok(token.access_token.expose().clone()),
                        Err(error) => Err(error.kind().clone()),
                    }
                }),
            }
        })
        .collect();
    let (outcomes, turns) = interleave(&world, tasks, &course.order);
    assert!(world.is_unlocked());
    for (_, bytes) in world.written.borrow().iter() {
        assert!(
            CachedToken::from_bytes(bytes).is_ok(),
            "half a file was written"
        );
    }
    (world, outcomes, turns)
}

fn stored(world: &World) -> Option<CachedToken> {
    let files = world.files.borrow();
    let bytes = files.get(&token_of_dev())?;
    Some(CachedToken::from_bytes(bytes).expect("a token"))
}

#[test]
fn one_refresh_serves_all_in_whatever_order_they_go() {
    check("locks", &courses(Just(None), false), |course| {
        let (world, outcomes, turns) = run(&course);
        assert_eq!(world.refreshes.get(), 1);
        assert_eq!(world.broken_locks.get(), 0);
        for outcome in outcomes {
            assert_eq!(outcome, Some(Ok("new-1".to_owned())));
        }
        let refresh_token = stored(&world).and_then(|token| token.refresh_token);
        assert_eq!(refresh_token.expect("one").expose(), "r-1");
        turns
    });
}

#[test]
fn a_process_that_dies_keeps_nobody_from_a_token() {
    let deaths = prop::option::of(0_usize..30);
    check("locks and deaths", &courses(deaths, false), |course| {
        let (world, outcomes, turns) = run(&course);
        let died = course.deaths.iter().flatten().count();
        // One that dies between the service's answer and its file has used up a refresh.
        let refreshes = world.refreshes.get();
        assert!(usize::try_from(refreshes).is_ok_and(|number| number <= 1 + died));
        for (outcome, dies) in outcomes.iter().zip(&course.deaths) {
            match outcome {
                Some(outcome) => assert!(outcome.is_ok(), "{outcome:?}"),
                None => assert!(dies.is_some()),
            }
        }
        // Whoever got a token got one that was then in the file.
        if outcomes.iter().any(Option::is_some) {
            let token = stored(&world).expect("a token");
            let number = token
                .access_token
                .expose()
                .strip_prefix("new-")
                .map(str::to_owned);
            let number = number.expect("a new token");
            let refresh_token = token.refresh_token.expect("a refresh token");
            assert_eq!(*refresh_token.expose(), format!("r-{number}"));
            // The last that the service issued is the one that it still accepts.
            assert!(refreshes.to_string() == number || died > 0);
        }
        let waited = world.now.get().saturating_since(start()).as_secs();
        assert!(
            waited <= 6 * (1 + u64::try_from(died).expect("a number")),
            "{waited} s"
        );
        turns
    });
}

#[test]
fn a_session_that_is_signed_out_stays_so() {
    check(
        "locks and a sign-out",
        &courses(Just(None), true),
        |course| {
            let (world, outcomes, turns) = run(&course);
            let signed_out = course.signs_out.is_some_and(|by| by < course.deaths.len());
            assert_eq!(stored(&world).is_none(), signed_out);
            assert!(world.refreshes.get() <= 1);
            for outcome in outcomes {
                match outcome.expect("nobody died") {
                    Ok(_) => {}
                    Err(kind) => {
                        assert!(signed_out && kind == ErrorKind::SignInRequired, "{kind:?}")
                    }
                }
            }
            turns
        },
    );
}

fn start() -> aws_sso_wasm::encode::timestamp::Timestamp {
    aws_sso_wasm::encode::timestamp::Timestamp::parse_iso8601(NOW).expect("a time")
}
