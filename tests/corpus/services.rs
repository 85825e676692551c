//! The services of a case: each exchange in its turn, and nothing else.

use crate::case::Exchange;
use crate::library::Library;
use crate::template::{Facts, Template};
use aws_sso_wasm::encode::form;
use aws_sso_wasm::encode::json::{Object, Value};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::host::{HttpRequest, HttpResponse};
use aws_sso_wasm::secret::Zeroizing;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The services.
#[derive(Debug)]
pub(crate) struct Services {
    library: Rc<Library>,
    facts: Facts,
    in_any_order: bool,
    left: Vec<Exchange>,
    /// The true time.
    now: Rc<Cell<Timestamp>>,
    /// Set when Ctrl-C comes.
    pub(crate) interrupted: Rc<Cell<bool>>,
    /// What did not go as the case says.
    pub(crate) problems: Rc<RefCell<Vec<String>>>,
}

impl Services {
    /// Services that expect these exchanges.
    pub(crate) fn new(
        library: Rc<Library>,
        facts: &Facts,
        exchanges: &[Exchange],
        in_any_order: bool,
        now: Rc<Cell<Timestamp>>,
    ) -> Self {
        Self {
            library,
            facts: facts.clone(),
            in_any_order,
            left: exchanges.to_vec(),
            now,
            interrupted: Rc::default(),
            problems: Rc::default(),
        }
    }

    /// The requests that did not come.
    pub(crate) fn left(&self) -> Vec<String> {
        self.left
            .iter()
            .map(|exchange| exchange.request.clone())
            .collect()
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, request: &HttpRequest) -> Result<HttpResponse> {
        if self.interrupted.get() {
            return Err(aborted());
        }
        let (host, target) = split(&request.url);
        if host.ends_with(&format!(":{}", self.facts.words["closed-port"])) {
            return Err(self.fault("closed", host));
        }
        let line = format!("{} {target}", request.method.as_str());
        let expected = match self.in_any_order {
            true => self
                .left
                .iter()
                .position(|exchange| self.is_asked(exchange, &line)),
            false => (!self.left.is_empty()).then_some(0),
        };
        let Some(index) = expected else {
            self.problem(format!("An exchange that the case does not have: {line}"));
            return Err(self.fault("closed", host));
        };
        let exchange = self.left[index].clone();
        match exchange.times {
            1 => drop(self.left.remove(index)),
            _ => self.left[index].times -= 1,
        }
        if !self.is_asked(&exchange, &line) {
            self.problem(format!("Instead of {} came {line}", exchange.request));
        }
        self.check(&exchange, request);
        self.respond(&exchange.answer, host)
    }

    fn is_asked(&self, exchange: &Exchange, line: &str) -> bool {
        let line = match exchange.request.contains('?') {
            true => line,
            false => line.split('?').next().unwrap_or(line),
        };
        Template::parse(&exchange.request, &self.facts).matches(line, &self.facts)
    }

    fn check(&self, exchange: &Exchange, request: &HttpRequest) {
        let asked = &exchange.request;
        if request.url.contains("secret-") {
            self.problem(format!("{asked}: a secret stands in the URL"));
        }
        for (name, expected) in &exchange.headers {
            let actual = request.headers.iter().find(|(header, _)| header == name);
            let actual = actual.map(|(_, value)| value.as_str());
            let fits = match (expected, actual) {
                (Some(expected), Some(actual)) => {
                    Template::parse(expected, &self.facts).matches(actual, &self.facts)
                }
                (None, None) => true,
                _ => false,
            };
            if !fits {
                self.problem(format!(
                    "{asked}: header {name} is {actual:?}, not {expected:?}"
                ));
            }
        }
        let members = members_of(&request.body);
        for (name, expected) in &exchange.body {
            let actual = members.get(name);
            let fits = match (expected, actual) {
                (Value::Null, actual) => actual.is_none(),
                (Value::String(expected), Some(Value::String(actual))) => {
                    Template::parse(expected, &self.facts).matches(actual, &self.facts)
                }
                (expected, actual) => Some(expected) == actual,
            };
            if !fits {
                let actual = actual.map(|value| value.to_compact().as_str().to_owned());
                let expected = expected.to_compact();
                self.problem(format!(
                    "{asked}: {name} is {actual:?}, not {}",
                    expected.as_str()
                ));
            }
        }
    }

    fn respond(&self, answer: &Value, host: &str) -> Result<HttpResponse> {
        let members = match answer {
            Value::String(name) if name.as_str() == "ctrl-c" => {
                self.interrupted.set(true);
                return Err(aborted());
            }
            Value::String(name) => match self.library.answer(name) {
                Some(answer) => answer,
                None => return Err(self.fault(name, host)),
            },
            Value::Object(members) => members,
            _ => panic!("an answer is a name or an object"),
        };
        let number = members.i64("status").unwrap_or(200);
        let mut headers = vec![("date".to_owned(), http_date(self.now.get()))];
        let body = match (members.get("json"), members.get("text")) {
            (Some(json), _) => {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
                Template::parse_json(json.to_python().as_str(), &self.facts).render(&self.facts)
            }
            (None, Some(Value::String(text))) => {
                Template::parse(text, &self.facts).render(&self.facts)
            }
            _ => String::new(),
        };
        if let Some(Value::Object(more)) = members.get("headers") {
            for (name, value) in more.iter() {
                let value = Template::parse(value.as_str().expect("a header"), &self.facts);
                headers.retain(|(header, _)| header != name);
                headers.push((name.to_owned(), value.render(&self.facts)));
            }
        }
        Ok(HttpResponse {
            status: u16::try_from(number).expect("a status"),
            headers,
            body: Zeroizing::new(body.into_bytes()),
        })
    }

    /// What the Node host would say.
    fn fault(&self, name: &str, host: &str) -> Error {
        let fault = self.library.fault(name);
        host_error(
            fault.unwrap_or_else(|| panic!("there is no answer {name}")),
            &[("{host}", host)],
        )
    }

    fn problem(&self, what: String) {
        self.problems.borrow_mut().push(what);
    }
}

/// An error of the Node host, in its words.
pub(crate) fn host_error(fault: &Object, places: &[(&str, &str)]) -> Error {
    let text = |name| {
        let text = fault.str(name).expect("code, sentence and help").to_owned();
        places
            .iter()
            .fold(text, |text, (place, value)| text.replace(place, value))
    };
    let kind = ErrorKind::from_code(&text("code")).expect("a code of the host");
    Error::new(kind, text("sentence")).with_help(text("help"))
}

/// What every port says after Ctrl-C.
pub(crate) fn aborted() -> Error {
    Error::new(ErrorKind::Aborted, "The operation was cancelled.")
}

/// Host and target of an absolute URL.
fn split(url: &str) -> (&str, &str) {
    let (_, rest) = url.split_once("://").expect("an absolute URL");
    let end = rest.find('/').unwrap_or(rest.len());
    rest.split_at(end)
}

/// The members of a JSON object, or the fields of a form.
fn members_of(body: &[u8]) -> Object {
    if let Ok(Value::Object(members)) = Value::parse(body) {
        return members;
    }
    let text = str::from_utf8(body).unwrap_or_default();
    let fields = form::parse(text).unwrap_or_default();
    fields.iter().fold(Object::new(), |members, (name, value)| {
        members.with(name, value.as_str())
    })
}

/// `Sun, 22 Nov 2026 12:00:00 GMT` (RFC 9110 section 5.6.7).
fn http_date(time: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let day = usize::try_from(time.epoch_seconds() / 86_400).expect("a day after 1970") % 7;
    let iso = time.to_iso8601();
    let month: usize = iso[5..7].parse().expect("a month");
    format!(
        "{}, {} {} {} {} GMT",
        DAYS[day],
        &iso[8..10],
        MONTHS[month - 1],
        &iso[..4],
        &iso[11..19]
    )
}
