//! One case, played and judged.

use crate::case::{Case, File};
use crate::library::Library;
use crate::scripted::{self, ScriptedHost};
use crate::services::Services;
use crate::template::{Facts, Template};
use crate::terminal::{Dialog, PipedTerminal};
use aws_sso_wasm::cli::run::run;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::host::StoreKey;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The true time when a case starts.
const NOW: &str = "2026-11-22T12:00:00Z";

/// Plays the case, and returns what was not as it says.
pub(crate) fn play(library: &Rc<Library>, case: &Case) -> Vec<String> {
    let host = ScriptedHost::offline(NOW);
    let start = host.now.get();
    let mut facts = Facts {
        span: Some((start, start)),
        words: words(),
        hashed: library.names().clone(),
        texts: library.texts().clone(),
    };
    host.clock_error.set(case.clock * 1000);
    let mut files = BTreeMap::new();
    for (path, file) in &case.files {
        let path = Template::parse(path, &facts).render(&facts);
        files.insert(path.clone(), Expected::of(file, &facts));
        let bytes = Expected::of(file, &facts).render(&facts);
        if let Some(key) = key(&path) {
            host.files.borrow_mut().insert(key, bytes);
        }
    }
    let now = Rc::clone(&host.now);
    let services = Services::new(
        Rc::clone(library),
        &facts,
        &case.exchanges,
        case.in_any_order,
        now,
    );
    let interrupted = Rc::clone(&services.interrupted);
    let problems = Rc::clone(&services.problems);
    let services = Rc::new(RefCell::new(services));
    let answering = Rc::clone(&services);
    host.answer(move |request, _| answering.borrow_mut().answer(request));
    let fill = |text: &String| Template::parse(text, &facts).render(&facts);
    let dialog = Rc::new(Dialog {
        facts: facts.clone(),
        input: RefCell::new(case.input.iter().cloned().collect()),
        browser: RefCell::new(case.browser.iter().cloned().collect()),
        interrupted,
        ..Dialog::default()
    });
    let terminal = PipedTerminal {
        host: &host,
        library,
        dialog: Rc::clone(&dialog),
        interrupt: case.interrupt.clone(),
        told: Cell::new(0),
    };
    let arguments = case.command.iter().map(fill).collect();
    let code = scripted::run(
        &host,
        run(&host, &terminal, arguments, environment(case, &facts)),
    );
    terminal.print_warnings();

    let mut problems = problems.take();
    problems.extend(dialog.problems.take());
    facts.span = Some((start, host.now.get()));
    facts
        .words
        .extend(dialog.state().map(|state| ("state".to_owned(), state)));
    if code != case.code {
        problems.push(format!("The exit code is {code}, not {}.", case.code));
    }
    for (name, expected, actual) in [
        ("stdout", &case.stdout, dialog.stdout.take()),
        ("stderr", &case.stderr, dialog.stderr.take()),
    ] {
        if !Template::parse(expected, &facts).matches(&actual, &facts) {
            problems.push(differs(name, expected, &actual));
        }
        problems.extend(told_secrets(name, &actual, expected));
    }
    problems.extend(told_secrets("the trace", &host.traces(), ""));
    for request in services.borrow().left() {
        problems.push(format!("This request did not come: {request}"));
    }
    for step in dialog
        .browser
        .borrow()
        .iter()
        .filter(|step| step.page != "closed")
    {
        problems.push(format!(
            "Nobody waited for the redirect {}{}",
            step.path, step.query
        ));
    }
    for (path, file) in &case.after {
        let path = Template::parse(path, &facts).render(&facts);
        match file {
            Some(file) => drop(files.insert(path, Expected::of(file, &facts))),
            None => drop(files.remove(&path)),
        }
    }
    problems.extend(changed_files(&host, files, &facts));
    if !host.is_unlocked() {
        problems.push("A lock is left.".to_owned());
    }
    problems
}

/// What only the run can tell, as it is without a machine.
fn words() -> BTreeMap<String, String> {
    let words = [
        ("port", "4711"),
        ("vanity-port", "4710"),
        ("other-port", "4712"),
        ("closed-port", "4713"),
        ("busy-port", "4714"),
        ("redirect-port", "49152"),
        ("authority", "a certificate"),
        ("home", "/home/alex"),
    ];
    words
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn environment(case: &Case, facts: &Facts) -> Environment {
    let mut variables = BTreeMap::new();
    for name in ["SSO", "SSO_OIDC", "STS"] {
        variables.insert(
            format!("AWS_ENDPOINT_URL_{name}"),
            "http://127.0.0.1:{port}".to_owned(),
        );
    }
    for (name, value) in &case.environment {
        match value {
            Some(value) => drop(variables.insert(name.clone(), value.clone())),
            None => drop(variables.remove(name)),
        }
    }
    let filled = variables
        .into_iter()
        .map(|(name, value)| (name, Template::parse(&value, facts).render(facts)));
    Environment::new(filled)
}

/// The document at a path below the home folder; `None` for a file that only a machine has.
fn key(path: &str) -> Option<StoreKey> {
    let below = |folder: &str| path.strip_prefix(folder).map(str::to_owned);
    match path {
        ".aws/config" => Some(StoreKey::Config),
        ".aws/credentials" => Some(StoreKey::Credentials),
        _ => below(".aws/sso/cache/")
            .map(StoreKey::SsoCache)
            .or_else(|| below(".aws/cli/cache/").map(StoreKey::CliCache)),
    }
}

/// What a file is to hold.
#[derive(Debug)]
enum Expected {
    Text(Template),
    Bytes(Vec<u8>),
}

impl Expected {
    fn of(file: &File, facts: &Facts) -> Self {
        match file {
            File::Text(text) => Self::Text(Template::parse(text, facts)),
            File::Json(json) => Self::Text(Template::parse_json(json.to_python().as_str(), facts)),
            File::Bytes(bytes) => Self::Bytes(bytes.clone()),
        }
    }

    fn render(&self, facts: &Facts) -> Vec<u8> {
        match self {
            Self::Text(template) => template.render(facts).into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }

    fn matches(&self, actual: &[u8], facts: &Facts) -> bool {
        match self {
            Self::Bytes(bytes) => bytes == actual,
            Self::Text(template) => {
                str::from_utf8(actual).is_ok_and(|actual| template.matches(actual, facts))
            }
        }
    }
}

fn changed_files(
    host: &ScriptedHost,
    expected: BTreeMap<String, Expected>,
    facts: &Facts,
) -> Vec<String> {
    let mut files = host.files.borrow().clone();
    let mut problems = Vec::new();
    for (path, expected) in expected {
        let Some(key) = key(&path) else {
            continue;
        };
        match files.remove(&key) {
            None => problems.push(format!("{path} is gone.")),
            Some(actual) if expected.matches(&actual, facts) => {}
            Some(actual) => {
                let expected = format!("{expected:?}");
                problems.push(differs(&path, &expected, &String::from_utf8_lossy(&actual)));
            }
        }
    }
    for (key, bytes) in files {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        problems.push(format!("{key:?} is new: {text}"));
    }
    problems
}

fn differs(what: &str, expected: &str, actual: &str) -> String {
    format!("{what} is not as expected.\n--- expected\n{expected}\n--- actual\n{actual}\n---")
}

/// In the corpus, whatever is secret starts with `secret-`. It may be shown only where the case says so.
fn told_secrets(place: &str, text: &str, allowed: &str) -> Vec<String> {
    let secrets = text.match_indices("secret-").filter_map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let secret = &rest[..end.unwrap_or(rest.len())];
        (!allowed.contains(secret)).then(|| format!("{place} tells {secret}."))
    });
    secrets.collect()
}
