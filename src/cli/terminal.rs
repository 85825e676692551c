//! The port that only the commands have: the person, the browser, child processes.
#![allow(
    async_fn_in_trait,
    reason = "futures here are never Send: JavaScript has one thread"
)]

use crate::error::Result;
use crate::flow::assistant::Finished;
use crate::flow::browser::Listener;
use crate::secret::Zeroizing;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Results.
    Stdout,
    /// What the person has to read to go on: standard output, as in the AWS CLI, or standard error if of both only that
    /// is a terminal.
    Guidance,
    /// Prompts, warnings and errors.
    Stderr,
}

impl Stream {
    /// The stream's usual name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Guidance => "guidance",
            Self::Stderr => "stderr",
        }
    }
}

/// The web console: a server on 127.0.0.1 for one page, that of the package.
///
/// INVARIANT: only the browser that came by [`WebConsole::entry_url`] gets the page, what it asks and the relay; dropping
/// this closes the port.
pub trait WebConsole {
    /// Where it is. No secret: without having come by [`WebConsole::entry_url`], nobody gets in.
    fn url(&self) -> String;

    /// The address that lets one browser in, once, and within five minutes. A secret until then.
    fn entry_url(&self) -> Zeroizing<String>;

    /// Waits until a page asks what it may offer, and returns the number to answer by; `None` when the server is stopped.
    async fn next(&self) -> Result<Option<u32>>;

    /// Answers a page. `offer` is JSON: `sessions`, and `problem` if they could not be read.
    fn answer(&self, question: u32, offer: &str);
}

/// What kind of thing lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Neither: a socket, a device.
    Other,
}

/// One file or folder, as `doctor` sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDiagnosis {
    /// The path, for the person to read.
    pub path: String,
    /// What it is: where a `folder` belongs; a file that holds `config`, `credentials`, `sso-cache` or `cli-cache`; or `lock`
    /// or `leftover`, which are ours.
    pub purpose: String,
    /// What lies there; `None` if nothing does.
    pub kind: Option<FileKind>,
    /// The permission bits; `None` where the system has none (Windows).
    pub mode: Option<u32>,
    /// Whether the person running this owns it; `None` where that cannot be told.
    pub owned: Option<bool>,
    /// Where it points to, if it is a symbolic link.
    pub symlink: Option<String>,
    /// Whether it can be read.
    pub readable: bool,
    /// Whether it can be replaced: it and its folder can be written.
    pub writable: bool,
}

/// How a file is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// Everyone but the owner loses every permission.
    OwnerOnly,
    /// It is removed.
    Remove,
}

impl Mend {
    /// The name, as hosts know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnerOnly => "owner-only",
            Self::Remove => "remove",
        }
    }
}

/// The person at the terminal, and the machine around it.
pub trait Terminal {
    /// What [`Terminal::listen`] opens.
    type Listener: Listener;

    /// What [`Terminal::serve`] opens.
    type WebConsole: WebConsole;

    /// Writes text as it is; ends when it is written. A reader that went away (EPIPE) is no error.
    async fn print(&self, stream: Stream, text: &str) -> Result<()>;

    /// Asks for one line and returns it without its end; `None` at the end of the input. A secret is not echoed.
    ///
    /// `Aborted` on Ctrl-C.
    async fn prompt(&self, message: &str, secret: bool) -> Result<Option<Zeroizing<String>>>;

    /// Lets the person choose, and returns the index into `choices`.
    ///
    /// At a terminal: arrows, and typing to search. Elsewhere: a numbered list, answered by number or text; the end of
    /// the input is `InvalidArgument`. `Aborted` on Ctrl-C. Bold type is used only if `is_bold`.
    async fn select(&self, message: &str, choices: &[String], is_bold: bool) -> Result<usize>;

    /// Opens the system's browser; whether that worked. Never fails.
    async fn open_url(&self, url: &str) -> bool;

    /// Runs a command of the config file through the system's shell, with this process's stdin and stderr, and with
    /// these variables added to its environment.
    async fn spawn(&self, command: &str, variables: &[(&str, &str)]) -> Result<Finished>;

    /// Opens a port on 127.0.0.1; 0 is any free one. `Network` when it cannot be had.
    async fn listen(&self, port: u16) -> Result<Self::Listener>;

    /// Whether a person is there: stdin and what shows the questions are terminals.
    fn interactive(&self) -> bool;

    /// Trusts the certificate authorities of this PEM file from now on, for `--ca-bundle` and `ca_bundle`.
    fn trust(&self, ca_bundle: &str);

    /// The width of the terminal in columns.
    fn columns(&self) -> usize;

    /// Looks at the shared files and folders, for `doctor`.
    async fn diagnose(&self) -> Result<Vec<FileDiagnosis>>;

    /// Mends a file or folder that [`Terminal::diagnose`] named. `Store` when it cannot.
    async fn mend(&self, path: &str, how: Mend) -> Result<()>;

    /// Opens the web console; `settings` is a JSON object. `Network` when the port cannot be had.
    async fn serve(&self, settings: &str) -> Result<Self::WebConsole>;

    /// Runs the stand-in for Identity Center until it is stopped; `options` is a JSON object. Returns the exit code.
    async fn sandbox(&self, options: &str) -> Result<u8>;
}
