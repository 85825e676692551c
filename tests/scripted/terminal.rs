//! A terminal without a person: a dialog is read from a script, and the browser approves whatever it is shown.

use aws_sso_wasm::cli::terminal::{FileDiagnosis, Mend, Stream, Terminal, WebConsole};
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::assistant::Finished;
use aws_sso_wasm::flow::browser::{Listener, Page, Redirect};
use aws_sso_wasm::secret::Zeroizing;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

/// One turn of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The question that must come, and the line typed.
    Prompt(String, String),
    /// The choices that must be offered, and the one taken.
    Select(Vec<String>, usize),
    /// The input ends at this question.
    End(String),
    /// Ctrl-C at this question.
    Interrupt(String),
}

/// What the browser comes back with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Consent {
    /// A code, with our state.
    Approve,
    /// First a redirect of a foreign sign-in, then a code.
    ForeignFirst,
    /// `error=access_denied`.
    Deny,
    /// Nothing, ever.
    Ignore,
}

/// A command that was run, and the variables it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spawned {
    pub(crate) command: String,
    pub(crate) variables: Vec<(String, String)>,
}

/// The terminal.
#[derive(Debug)]
pub(crate) struct ScriptedTerminal {
    pub(crate) dialog: RefCell<VecDeque<Turn>>,
    pub(crate) stdout: Rc<RefCell<String>>,
    pub(crate) stderr: RefCell<String>,
    /// The URLs that the browser was asked to open.
    pub(crate) opened: RefCell<Vec<String>>,
    pub(crate) spawned: RefCell<Vec<Spawned>>,
    /// How each command ends.
    pub(crate) finished: RefCell<Finished>,
    /// The pages that the browser was shown.
    pub(crate) pages: Rc<RefCell<Vec<Page>>>,
    pub(crate) consent: RefCell<Consent>,
    /// Whether a port can be had.
    pub(crate) can_listen: Cell<bool>,
    pub(crate) interactive: Cell<bool>,
    pub(crate) trusted: RefCell<Vec<String>>,
    pub(crate) files: RefCell<Vec<FileDiagnosis>>,
    pub(crate) mended: RefCell<Vec<(String, Mend)>>,
    /// Whether a browser can be opened.
    pub(crate) can_open: Cell<bool>,
    /// How often the page of the web console is loaded.
    pub(crate) loads: Cell<u32>,
    /// The settings of the web consoles, and what their pages were offered.
    pub(crate) served: RefCell<Vec<String>>,
    pub(crate) offers: Rc<RefCell<Vec<String>>>,
}

impl ScriptedTerminal {
    /// A terminal for this dialog.
    pub(crate) fn new(dialog: impl IntoIterator<Item = Turn>) -> Self {
        let nothing = Finished {
            status: 0,
            stdout: Zeroizing::default(),
        };
        Self {
            dialog: RefCell::new(dialog.into_iter().collect()),
            stdout: Rc::default(),
            stderr: RefCell::default(),
            opened: RefCell::default(),
            spawned: RefCell::default(),
            finished: RefCell::new(nothing),
            pages: Rc::default(),
            consent: RefCell::new(Consent::Approve),
            can_listen: Cell::new(true),
            interactive: Cell::new(false),
            trusted: RefCell::default(),
            files: RefCell::default(),
            mended: RefCell::default(),
            can_open: Cell::new(true),
            loads: Cell::new(1),
            served: RefCell::default(),
            offers: Rc::default(),
        }
    }

    pub(crate) fn stdout(&self) -> String {
        self.stdout.borrow().clone()
    }

    pub(crate) fn stderr(&self) -> String {
        self.stderr.borrow().clone()
    }

    fn next_turn(&self, asked: &str) -> Turn {
        let turn = self.dialog.borrow_mut().pop_front();
        turn.unwrap_or_else(|| panic!("nothing more is to be asked, but: {asked}"))
    }
}

fn interrupted() -> Error {
    Error::new(ErrorKind::Aborted, "Stopped by Ctrl-C.")
}

impl Terminal for ScriptedTerminal {
    type Listener = ScriptedListener;
    type WebConsole = ScriptedConsole;

    async fn print(&self, stream: Stream, text: &str) -> Result<()> {
        match stream {
            Stream::Stdout | Stream::Guidance => self.stdout.borrow_mut().push_str(text),
            Stream::Stderr => self.stderr.borrow_mut().push_str(text),
        }
        Ok(())
    }

    async fn prompt(&self, message: &str, _secret: bool) -> Result<Option<Zeroizing<String>>> {
        let (expected, answer) = match self.next_turn(message) {
            Turn::Prompt(expected, answer) => (expected, Ok(Some(Zeroizing::new(answer)))),
            Turn::End(expected) => (expected, Ok(None)),
            Turn::Interrupt(expected) => (expected, Err(interrupted())),
            other => panic!("{other:?} was to come, but: {message}"),
        };
        assert_eq!(message, expected);
        answer
    }

    async fn select(&self, message: &str, choices: &[String], _is_bold: bool) -> Result<usize> {
        match self.next_turn(message) {
            Turn::Select(expected, index) => {
                assert_eq!(choices, expected);
                Ok(index)
            }
            Turn::Interrupt(expected) => {
                assert_eq!(message, expected);
                Err(interrupted())
            }
            other => panic!("{other:?} was to come, but: {message} {choices:?}"),
        }
    }

    async fn open_url(&self, url: &str) -> bool {
        self.opened.borrow_mut().push(url.to_owned());
        self.can_open.get()
    }

    async fn spawn(&self, command: &str, variables: &[(&str, &str)]) -> Result<Finished> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let spawned = Spawned {
            command: command.into(),
            variables: variables.collect(),
        };
        self.spawned.borrow_mut().push(spawned);
        Ok(self.finished.borrow().clone())
    }

    async fn listen(&self, port: u16) -> Result<ScriptedListener> {
        if !self.can_listen.get() {
            let error = Error::new(
                ErrorKind::Network,
                format!("Port {port} of 127.0.0.1 is taken."),
            );
            return Err(error);
        }
        Ok(ScriptedListener {
            port: if port == 0 { 49152 } else { port },
            stdout: Rc::clone(&self.stdout),
            pages: Rc::clone(&self.pages),
            consent: RefCell::new(self.consent.borrow().clone()),
        })
    }

    fn interactive(&self) -> bool {
        self.interactive.get()
    }

    fn trust(&self, ca_bundle: &str) {
        self.trusted.borrow_mut().push(ca_bundle.to_owned());
    }

    fn columns(&self) -> usize {
        80
    }

    async fn diagnose(&self) -> Result<Vec<FileDiagnosis>> {
        Ok(self.files.borrow().clone())
    }

    async fn mend(&self, path: &str, how: Mend) -> Result<()> {
        self.mended.borrow_mut().push((path.to_owned(), how));
        Ok(())
    }

    async fn serve(&self, settings: &str) -> Result<ScriptedConsole> {
        self.served.borrow_mut().push(settings.to_owned());
        Ok(ScriptedConsole {
            loads: Cell::new(self.loads.get()),
            offers: Rc::clone(&self.offers),
        })
    }

    async fn sandbox(&self, _options: &str) -> Result<u8> {
        Ok(0)
    }
}

/// A web console whose page is loaded so many times, and that is then stopped.
#[derive(Debug)]
pub(crate) struct ScriptedConsole {
    loads: Cell<u32>,
    offers: Rc<RefCell<Vec<String>>>,
}

impl WebConsole for ScriptedConsole {
    fn url(&self) -> String {
        "http://127.0.0.1:8400/".to_owned()
    }

    fn entry_url(&self) -> Zeroizing<String> {
        Zeroizing::new("http://127.0.0.1:8400/?token=the-token".to_owned())
    }

    async fn next(&self) -> Result<Option<u32>> {
        let left = self.loads.get();
        self.loads.set(left.saturating_sub(1));
        Ok((left > 0).then_some(left))
    }

    fn answer(&self, _question: u32, offer: &str) {
        self.offers.borrow_mut().push(offer.to_owned());
    }
}

/// The browser's way back.
#[derive(Debug)]
pub(crate) struct ScriptedListener {
    port: u16,
    stdout: Rc<RefCell<String>>,
    pages: Rc<RefCell<Vec<Page>>>,
    consent: RefCell<Consent>,
}

impl ScriptedListener {
    /// The `state` of the authorization URL that was printed last.
    fn state(&self) -> String {
        let stdout = self.stdout.borrow();
        let url = stdout
            .lines()
            .rfind(|line| line.contains("/authorize?"))
            .expect("a URL to open");
        let state = url
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("state="));
        state.expect("a state").to_owned()
    }
}

impl Listener for ScriptedListener {
    fn port(&self) -> u16 {
        self.port
    }

    async fn next(&self, _timeout: Duration) -> Result<Redirect> {
        let state = self.state();
        let query = match self.consent.borrow().clone() {
            Consent::Approve => format!("code=the-code&state={state}"),
            Consent::ForeignFirst => "code=foreign&state=foreign".to_owned(),
            Consent::Deny => format!("error=access_denied&state={state}"),
            Consent::Ignore => return Err(Error::new(ErrorKind::Timeout, "Nothing came.")),
        };
        if *self.consent.borrow() == Consent::ForeignFirst {
            *self.consent.borrow_mut() = Consent::Approve;
        }
        let url = format!("http://127.0.0.1:{}/oauth/callback?{query}", self.port);
        Ok(Redirect {
            id: 1,
            url: Zeroizing::new(url),
            pasted: false,
        })
    }

    fn answer(&self, _redirect: u32, page: Page, _detail: &str) {
        self.pages.borrow_mut().push(page);
    }
}
