//! A terminal that is none: answers come from a pipe, questions go to standard error, as in `pkg-template/src/cli`.

use crate::case::Redirect as Step;
use crate::library::Library;
use crate::scripted::ScriptedHost;
use crate::services::{aborted, host_error};
use crate::template::{Facts, Template};
use aws_sso_wasm::cli::terminal::{FileDiagnosis, Mend, Stream, Terminal, WebConsole};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::assistant::Finished;
use aws_sso_wasm::flow::browser::{Listener, Page, Redirect};
use aws_sso_wasm::secret::Zeroizing;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

/// What was printed, and what is still to be typed and redirected.
#[derive(Debug, Default)]
pub(crate) struct Dialog {
    pub(crate) facts: Facts,
    pub(crate) stdout: RefCell<String>,
    pub(crate) stderr: RefCell<String>,
    pub(crate) input: RefCell<VecDeque<String>>,
    pub(crate) browser: RefCell<VecDeque<Step>>,
    pub(crate) problems: RefCell<Vec<String>>,
    /// Set when Ctrl-C comes.
    pub(crate) interrupted: Rc<Cell<bool>>,
}

impl Dialog {
    /// The `state` of the authorization URL that was printed last.
    pub(crate) fn state(&self) -> Option<String> {
        let stdout = self.stdout.borrow();
        let url = stdout.lines().rfind(|line| line.contains("/authorize?"))?;
        let state = url
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("state="));
        state.map(str::to_owned)
    }

    fn fill(&self, text: &str) -> String {
        let mut facts = self.facts.clone();
        facts
            .words
            .extend(self.state().map(|state| ("state".to_owned(), state)));
        Template::parse(text, &facts).render(&facts)
    }
}

/// The terminal.
#[derive(Debug)]
pub(crate) struct PipedTerminal<'h> {
    pub(crate) host: &'h ScriptedHost,
    pub(crate) library: &'h Library,
    pub(crate) dialog: Rc<Dialog>,
    pub(crate) interrupt: Option<String>,
    /// Warnings that were printed already.
    pub(crate) told: Cell<usize>,
}

impl PipedTerminal<'_> {
    /// Prints what the flows warned of since the last time, as `pkg-template/src/cli/main.ts` does.
    pub(crate) fn print_warnings(&self) {
        for warning in self.host.warnings().iter().skip(self.told.get()) {
            let mut stderr = self.dialog.stderr.borrow_mut();
            stderr.push_str(&format!("\naws-sso-wasm: [WARNING]: {warning}"));
            if let Some(help) = warning.help() {
                stderr.push_str(&format!("\n{help}"));
            }
            stderr.push('\n');
            self.told.set(self.told.get() + 1);
        }
    }

    fn write(&self, stream: Stream, text: &str) {
        self.print_warnings();
        let target = match stream {
            Stream::Stdout | Stream::Guidance => &self.dialog.stdout,
            Stream::Stderr => &self.dialog.stderr,
        };
        target.borrow_mut().push_str(text);
        if let Some(mark) = &self.interrupt
            && target.borrow().contains(mark.as_str())
        {
            self.dialog.interrupted.set(true);
            self.host.given_up_at.set(Some(self.host.now.get()));
        }
    }

    fn ask(&self, message: &str) -> Result<Option<String>> {
        self.write(Stream::Stderr, message);
        if self.dialog.interrupted.get() {
            return Err(aborted());
        }
        Ok(self.dialog.input.borrow_mut().pop_front())
    }
}

impl Terminal for PipedTerminal<'_> {
    type Listener = RedirectListener;
    type WebConsole = NoConsole;

    async fn print(&self, stream: Stream, text: &str) -> Result<()> {
        self.write(stream, text);
        Ok(())
    }

    async fn prompt(&self, message: &str, _secret: bool) -> Result<Option<Zeroizing<String>>> {
        Ok(self.ask(message)?.map(Zeroizing::new))
    }

    async fn select(&self, message: &str, choices: &[String], _is_bold: bool) -> Result<usize> {
        let list: String = (1..)
            .zip(choices)
            .map(|(number, choice)| format!("{number}. {choice}\n"))
            .collect();
        self.write(Stream::Stderr, &format!("{message}\n{list}"));
        loop {
            let Some(answer) = self.ask(&format!("Number (1-{}): ", choices.len()))? else {
                let fault = self.library.fault("no-choice").expect("a fault");
                return Err(host_error(fault, &[]));
            };
            let answer = answer.trim();
            let number = answer
                .parse()
                .ok()
                .filter(|number| (1..=choices.len()).contains(number));
            let exact = choices.iter().position(|choice| choice == answer);
            if let Some(index) = exact.or_else(|| number.map(|number| number - 1)) {
                return Ok(index);
            }
            let words =
                format!("\"{answer}\" is neither a number of the list nor one of its entries.\n");
            self.write(Stream::Stderr, &words);
        }
    }

    async fn open_url(&self, _url: &str) -> bool {
        false
    }

    async fn spawn(&self, command: &str, variables: &[(&str, &str)]) -> Result<Finished> {
        let child = Command::new("sh")
            .args(["-c", command])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        self.dialog
            .stderr
            .borrow_mut()
            .push_str(&String::from_utf8_lossy(&child.stderr));
        Ok(Finished {
            status: child.status.code().unwrap_or(255),
            stdout: Zeroizing::new(child.stdout),
        })
    }

    async fn listen(&self, port: u16) -> Result<RedirectListener> {
        let text = port.to_string();
        if self.dialog.facts.words["busy-port"] == text {
            let fault = self.library.fault("busy-port").expect("a fault");
            return Err(host_error(fault, &[("{port}", &text)]));
        }
        let free = &self.dialog.facts.words["redirect-port"];
        Ok(RedirectListener {
            port: if port == 0 {
                free.parse().expect("a port")
            } else {
                port
            },
            now: Rc::clone(&self.host.now),
            dialog: Rc::clone(&self.dialog),
            expected: RefCell::default(),
        })
    }

    fn interactive(&self) -> bool {
        false
    }

    fn trust(&self, _ca_bundle: &str) {}

    fn columns(&self) -> usize {
        80
    }

    async fn diagnose(&self) -> Result<Vec<FileDiagnosis>> {
        Ok(Vec::new())
    }

    async fn mend(&self, _path: &str, _mend: Mend) -> Result<()> {
        panic!("there is no machine to mend")
    }

    async fn serve(&self, _settings: &str) -> Result<NoConsole> {
        Err(Error::new(ErrorKind::Network, "No case has a web console."))
    }

    async fn sandbox(&self, _options: &str) -> Result<u8> {
        panic!("the sandbox is not part of the core")
    }
}

/// The browser's way back, and the clipboard's.
#[derive(Debug)]
pub(crate) struct RedirectListener {
    port: u16,
    now: Rc<Cell<Timestamp>>,
    dialog: Rc<Dialog>,
    /// The page for each redirect, in order; `None` for one that was pasted.
    expected: RefCell<Vec<Option<String>>>,
}

impl RedirectListener {
    fn arrived(&self, url: String, page: Option<String>) -> Redirect {
        let pasted = page.is_none();
        let mut expected = self.expected.borrow_mut();
        expected.push(page);
        Redirect {
            id: u32::try_from(expected.len()).expect("few redirects"),
            url: Zeroizing::new(url),
            pasted,
        }
    }

    /// Whether the listener lets a request through, or the status that it refuses it with.
    fn judge(step: &Step) -> Result<(), &'static str> {
        if step.host.is_some() {
            Err("400")
        } else if step.path != "/oauth/callback" {
            Err("404")
        } else if step.method != "GET" {
            Err("405")
        } else {
            Ok(())
        }
    }
}

impl Listener for RedirectListener {
    fn port(&self) -> u16 {
        self.port
    }

    async fn next(&self, timeout: Duration) -> Result<Redirect> {
        if self.dialog.interrupted.get() {
            return Err(aborted());
        }
        let next_step = || self.dialog.browser.borrow_mut().pop_front();
        while let Some(step) = next_step() {
            match Self::judge(&step) {
                Ok(()) => {
                    let query = self.dialog.fill(&step.query);
                    let url = format!("http://127.0.0.1:{}{}{query}", self.port, step.path);
                    return Ok(self.arrived(url, Some(step.page)));
                }
                Err(status) if status == step.page => {}
                Err(status) => self.dialog.problems.borrow_mut().push(format!(
                    "{} {} gets {status}, not {}",
                    step.method, step.path, step.page
                )),
            }
        }
        // The answers to later questions stay where they are: only a URL is for the listener.
        let mut input = self.dialog.input.borrow_mut();
        let is_url = input
            .front()
            .is_some_and(|line| line.trim_start().starts_with("http"));
        if let Some(line) = is_url.then(|| input.pop_front()).flatten() {
            return Ok(self.arrived(self.dialog.fill(line.trim()), None));
        }
        self.now.set(self.now.get().saturating_add(timeout));
        Err(Error::new(
            ErrorKind::Timeout,
            "The browser did not come back in time.",
        ))
    }

    fn answer(&self, redirect: u32, page: Page, _detail: &str) {
        let index = usize::try_from(redirect - 1).expect("an index");
        let expected = self.expected.borrow()[index].clone();
        if expected
            .as_deref()
            .is_some_and(|expected| expected != page.as_str())
        {
            let problem = format!(
                "redirect {redirect} gets the page {}, not {expected:?}",
                page.as_str()
            );
            self.dialog.problems.borrow_mut().push(problem);
        }
    }
}

/// There is none: a web console has no end, and `tests/node/serve` plays it.
#[derive(Debug)]
pub(crate) enum NoConsole {}

impl WebConsole for NoConsole {
    fn url(&self) -> String {
        match *self {}
    }

    fn entry_url(&self) -> Zeroizing<String> {
        match *self {}
    }

    async fn next(&self) -> Result<Option<u32>> {
        match *self {}
    }

    fn answer(&self, _question: u32, _offer: &str) {
        match *self {}
    }
}
