//! The terminal's port over the bridge to Node.

use super::child_process::{finished_of, in_turn};
use super::error::from_bridge;
use super::listener::JsListener;
use super::web_console::JsWebConsole;
use crate::cli::terminal::{FileDiagnosis, FileKind, Mend, Stream, Terminal};
use crate::config::environment::Environment;
use crate::encode::json::{Object, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::flow::assistant::Finished;
use crate::secret::Zeroizing;
use core::fmt;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { TerminalBridge } from './terminal_bridge.js';";

#[wasm_bindgen]
extern "C" {
    /// The terminal as `pkg-template/src/wasm/terminal_bridge.ts` offers it.
    #[wasm_bindgen(typescript_type = "TerminalBridge")]
    pub type TerminalBridge;

    #[wasm_bindgen(method, catch)]
    async fn print(this: &TerminalBridge, stream: &str, text: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn prompt(this: &TerminalBridge, message: &str, secret: bool)
    -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn select(
        this: &TerminalBridge,
        message: &str,
        choices: Vec<String>,
        is_bold: bool,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = openUrl)]
    async fn open_url(this: &TerminalBridge, url: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn spawn(
        this: &TerminalBridge,
        command: &str,
        variables: Vec<String>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn listen(this: &TerminalBridge, port: u16) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn interactive(this: &TerminalBridge) -> bool;

    #[wasm_bindgen(method)]
    fn trust(this: &TerminalBridge, ca_bundle: &str);

    #[wasm_bindgen(method)]
    fn columns(this: &TerminalBridge) -> u32;

    #[wasm_bindgen(method, catch)]
    async fn diagnose(this: &TerminalBridge) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn mend(this: &TerminalBridge, path: &str, how: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn sandbox(this: &TerminalBridge, options: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn serve(this: &TerminalBridge, settings: &str) -> Result<JsValue, JsValue>;

    /// A number in an object: wasm reads getters, not bare numbers.
    type BridgeNumber;

    #[wasm_bindgen(method, getter)]
    fn value(this: &BridgeNumber) -> u32;
}

/// The environment, given as names and values in turn.
pub(crate) fn environment_of(variables: Vec<String>) -> Environment {
    let mut variables = variables.into_iter();
    Environment::new(core::iter::from_fn(|| {
        Some((variables.next()?, variables.next()?))
    }))
}

/// The terminal of a Node process.
pub(crate) struct JsTerminal(TerminalBridge);

impl JsTerminal {
    pub(crate) const fn new(bridge: TerminalBridge) -> Self {
        Self(bridge)
    }
}

impl fmt::Debug for JsTerminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsTerminal")
    }
}

impl Terminal for JsTerminal {
    type Listener = JsListener;
    type WebConsole = JsWebConsole;

    async fn print(&self, stream: Stream, text: &str) -> Result<()> {
        self.0
            .print(stream.as_str(), text)
            .await
            .map(drop)
            .map_err(from_bridge)
    }

    async fn prompt(&self, message: &str, secret: bool) -> Result<Option<Zeroizing<String>>> {
        let line = self.0.prompt(message, secret).await.map_err(from_bridge)?;
        Ok(line.as_string().map(Zeroizing::new))
    }

    async fn select(&self, message: &str, choices: &[String], is_bold: bool) -> Result<usize> {
        let choice = self
            .0
            .select(message, choices.to_vec(), is_bold)
            .await
            .map_err(from_bridge)?;
        let index = choice.unchecked_into::<BridgeNumber>().value();
        usize::try_from(index).map_err(|_| broken_bridge())
    }

    async fn open_url(&self, url: &str) -> bool {
        self.0
            .open_url(url)
            .await
            .is_ok_and(|opened| opened.is_truthy())
    }

    async fn spawn(&self, command: &str, variables: &[(&str, &str)]) -> Result<Finished> {
        let finished = self
            .0
            .spawn(command, in_turn(variables))
            .await
            .map_err(from_bridge)?;
        Ok(finished_of(finished))
    }

    async fn listen(&self, port: u16) -> Result<JsListener> {
        let listener = self.0.listen(port).await.map_err(from_bridge)?;
        Ok(JsListener::new(listener))
    }

    fn interactive(&self) -> bool {
        self.0.interactive()
    }

    fn trust(&self, ca_bundle: &str) {
        self.0.trust(ca_bundle);
    }

    fn columns(&self) -> usize {
        usize::try_from(self.0.columns()).unwrap_or(80)
    }

    async fn diagnose(&self) -> Result<Vec<FileDiagnosis>> {
        let text = self.0.diagnose().await.map_err(from_bridge)?;
        let text = text.as_string().ok_or_else(broken_bridge)?;
        let files = Value::parse(text.as_bytes()).map_err(|_| broken_bridge())?;
        let files = files
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_object);
        files
            .map(|file| diagnosis(file).ok_or_else(broken_bridge))
            .collect()
    }

    async fn mend(&self, path: &str, how: Mend) -> Result<()> {
        self.0
            .mend(path, how.as_str())
            .await
            .map(drop)
            .map_err(from_bridge)
    }

    async fn serve(&self, settings: &str) -> Result<JsWebConsole> {
        let console = self.0.serve(settings).await.map_err(from_bridge)?;
        Ok(JsWebConsole::new(console))
    }

    async fn sandbox(&self, options: &str) -> Result<u8> {
        let exit = self.0.sandbox(options).await.map_err(from_bridge)?;
        u8::try_from(exit.unchecked_into::<BridgeNumber>().value()).map_err(|_| broken_bridge())
    }
}

fn diagnosis(file: &Object) -> Option<FileDiagnosis> {
    let flag = |name| file.get(name).and_then(Value::as_bool);
    Some(FileDiagnosis {
        path: file.str("path")?.to_owned(),
        purpose: file.str("purpose")?.to_owned(),
        kind: match file.str("kind") {
            Some("file") => Some(FileKind::File),
            Some("folder") => Some(FileKind::Folder),
            Some(_) => Some(FileKind::Other),
            None => None,
        },
        mode: file.i64("mode").and_then(|mode| u32::try_from(mode).ok()),
        owned: flag("owned"),
        symlink: file.str("symlink").map(str::to_owned),
        readable: flag("readable")?,
        writable: flag("writable")?,
    })
}

fn broken_bridge() -> Error {
    Error::new(
        ErrorKind::Internal,
        "The terminal answered the core in an unknown form.",
    )
    .with_help("Please report this as a defect of aws-sso-wasm.")
}
