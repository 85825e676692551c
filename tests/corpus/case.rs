//! A case as its file has it.

use crate::library::Library;
use aws_sso_wasm::encode::json::{Object, Value};

/// The members that a case may have; README.md says what they mean.
const MEMBERS: [&str; 19] = [
    "about",
    "only",
    "machine",
    "files",
    "environment",
    "clock",
    "command",
    "input",
    "exchanges",
    "order",
    "browser",
    "interrupt",
    "user",
    "disk",
    "output",
    "code",
    "stdout",
    "stderr",
    "after",
];

/// A case.
#[derive(Debug)]
pub(crate) struct Case {
    /// The one ring that can play it, and why.
    pub(crate) only: Option<(String, String)>,
    pub(crate) files: Vec<(String, File)>,
    /// `None` takes away a variable that is otherwise there.
    pub(crate) environment: Vec<(String, Option<String>)>,
    /// How many seconds the local clock is ahead of the true time.
    pub(crate) clock: i64,
    pub(crate) command: Vec<String>,
    pub(crate) input: Vec<String>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) in_any_order: bool,
    pub(crate) browser: Vec<Redirect>,
    /// Ctrl-C comes when this has been printed.
    pub(crate) interrupt: Option<String>,
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// What has changed; `None` is a file that is gone.
    pub(crate) after: Vec<(String, Option<File>)>,
}

/// A file before or after.
#[derive(Debug, Clone)]
pub(crate) enum File {
    Text(String),
    /// Written as Python's `json.dumps` does.
    Json(Value),
    /// What is no text.
    Bytes(Vec<u8>),
}

/// An exchange that must come.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// `POST /token`
    pub(crate) request: String,
    /// `None` is a header that must not be there.
    pub(crate) headers: Vec<(String, Option<String>)>,
    pub(crate) body: Vec<(String, Value)>,
    pub(crate) answer: Value,
    pub(crate) times: i64,
}

/// A request to the listener, and the page that it gets.
#[derive(Debug, Clone)]
pub(crate) struct Redirect {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) host: Option<String>,
    pub(crate) query: String,
    /// A page, or a status in digits when the listener itself refuses.
    pub(crate) page: String,
}

impl Case {
    /// Reads a case. A member that is unknown or of the wrong type is a panic.
    pub(crate) fn read(library: &Library, members: &Object) -> Self {
        for (name, _) in members.iter() {
            assert!(MEMBERS.contains(&name), "a case has no member {name}");
        }
        assert!(members.str("about").is_some(), "a case says what it shows");
        let mut files = match members.str("machine") {
            Some(machine) => library.machine(machine),
            None => Object::new(),
        };
        for (path, file) in object(members, "files") {
            if file == Value::Null {
                files.remove(&path);
            } else {
                files.set(&path, file);
            }
        }
        let only = members.get("only").and_then(Value::as_object).map(|only| {
            let text = |name| only.str(name).expect("ring and because").to_owned();
            (text("ring"), text("because"))
        });
        let is_played = only.as_ref().is_none_or(|(ring, _)| ring == crate::RING);
        Self {
            files: match is_played {
                true => files
                    .iter()
                    .map(|(path, file)| (path.to_owned(), File::read(file)))
                    .collect(),
                false => Vec::new(),
            },
            only,
            environment: object(members, "environment")
                .into_iter()
                .map(|(name, value)| (name, value.as_str().map(str::to_owned)))
                .collect(),
            clock: members.i64("clock").unwrap_or(0),
            command: texts(members, "command"),
            input: texts(members, "input"),
            exchanges: array(members, "exchanges")
                .iter()
                .map(Exchange::read)
                .collect(),
            in_any_order: members.str("order") == Some("any"),
            browser: array(members, "browser")
                .iter()
                .map(Redirect::read)
                .collect(),
            interrupt: members.str("interrupt").map(str::to_owned),
            code: members
                .i64("code")
                .and_then(|code| u8::try_from(code).ok())
                .expect("an exit code"),
            stdout: text(members, "stdout"),
            stderr: text(members, "stderr"),
            after: match is_played {
                true => object(members, "after")
                    .into_iter()
                    .map(|(path, file)| (path, (file != Value::Null).then(|| File::read(&file))))
                    .collect(),
                false => Vec::new(),
            },
        }
    }
}

impl File {
    fn read(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.to_string()),
            Value::Array(_) => Self::Text(lines(value)),
            Value::Object(members) => {
                if let Some(json) = members.get("json") {
                    return Self::Json(json.clone());
                }
                if let Some(hex) = members.str("hex") {
                    return Self::Bytes(bytes(hex));
                }
                let repeated = members.str("repeat").expect("json, hex or repeat");
                let times = members
                    .i64("times")
                    .and_then(|times| usize::try_from(times).ok());
                Self::Text(repeated.repeat(times.expect("a number of times")))
            }
            _ => panic!("a file is a text, lines or an object"),
        }
    }
}

impl Exchange {
    fn read(value: &Value) -> Self {
        let members = value.as_object().expect("an exchange");
        Self {
            request: members.str("request").expect("a request").to_owned(),
            headers: object(members, "headers")
                .into_iter()
                .map(|(name, value)| (name, value.as_str().map(str::to_owned)))
                .collect(),
            body: object(members, "body"),
            answer: members.get("answer").expect("an answer").clone(),
            times: members.i64("times").unwrap_or(1),
        }
    }
}

impl Redirect {
    fn read(value: &Value) -> Self {
        let members = value.as_object().expect("a redirect");
        let or = |name, default: &str| members.str(name).unwrap_or(default).to_owned();
        Self {
            method: or("method", "GET"),
            path: or("path", "/oauth/callback"),
            host: members.str("host").map(str::to_owned),
            query: or("query", ""),
            page: members.str("page").expect("a page").to_owned(),
        }
    }
}

fn object(members: &Object, name: &str) -> Vec<(String, Value)> {
    match members.get(name) {
        None => Vec::new(),
        Some(Value::Object(object)) => object
            .iter()
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect(),
        Some(_) => panic!("{name} is an object"),
    }
}

fn array<'m>(members: &'m Object, name: &str) -> &'m [Value] {
    match members.get(name) {
        None => &[],
        Some(Value::Array(elements)) => elements,
        Some(_) => panic!("{name} is a list"),
    }
}

fn texts(members: &Object, name: &str) -> Vec<String> {
    array(members, name)
        .iter()
        .map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = str::from_utf8(pair).expect("two digits");
            u8::from_str_radix(pair, 16).expect("hexadecimal digits")
        })
        .collect()
}

/// A text, or its lines; nothing if the member is not there.
fn text(members: &Object, name: &str) -> String {
    members.get(name).map_or_else(String::new, lines)
}

/// A text, or lines that each end with a line end.
fn lines(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Array(lines) => lines
            .iter()
            .map(|line| format!("{}\n", line.as_str().expect("a line")))
            .collect(),
        _ => panic!("a text, or a list of lines"),
    }
}
