//! The browser of the person at the terminal: what is printed, and what is opened.

use super::terminal::{Stream, Terminal};
use crate::aws::oidc::DeviceAuthorization;
use crate::error::{Error, Result};
use crate::flow::browser::Browser;
use crate::host::Observer;

/// The terminal, and the browser beside it.
#[derive(Debug)]
pub struct TerminalBrowser<'a, H, T> {
    /// Hears of what was opened.
    pub observer: &'a H,
    /// The terminal.
    pub terminal: &'a T,
    /// Show addresses only.
    pub no_browser: bool,
}

impl<H: Observer, T: Terminal> TerminalBrowser<'_, H, T> {
    async fn open(&self, url: &str) {
        if !self.no_browser {
            let opened = self.terminal.open_url(url).await;
            self.observer.trace(|| format!("browser opened: {opened}"));
        }
    }
}

impl<H: Observer, T: Terminal> Browser for TerminalBrowser<'_, H, T> {
    type Listener = T::Listener;

    async fn listen(&self, port: u16) -> Result<T::Listener> {
        self.terminal.listen(port).await
    }

    async fn visit(&self, url: &str) -> Result<bool> {
        let mut words = if self.no_browser {
            format!(
                "Browser will not be automatically opened.\nPlease visit the following URL:\n\n{url}\n"
            )
        } else {
            format!(
                "Attempting to open your default browser. If the browser does not open, open the following URL.\nIf you \
                 are unable to open the URL on this device, run this command again with the '--use-device-code' \
                 option.\n\n{url}\n\n"
            )
        };
        if self.terminal.interactive() {
            words.push_str(
                "If the browser runs on another machine, it ends at an address that starts with\nhttp://127.0.0.1 and \
                 cannot be reached. Paste that whole address here:\n",
            );
        }
        self.terminal.print(Stream::Guidance, &words).await?;
        self.open(url).await;
        // The address is there to be read, whatever became of the browser.
        Ok(true)
    }

    async fn enter_code(&self, device: &DeviceAuthorization) -> Result<()> {
        let (uri, code) = (&device.verification_uri, &device.user_code);
        let words = if self.no_browser {
            let autofill = match &device.verification_uri_complete {
                Some(complete) => format!(
                    "\nAlternatively, you may visit the following URL which will autofill the code upon \
                     loading:\n{complete}\n"
                ),
                None => String::new(),
            };
            format!(
                "Browser will not be automatically opened.\nPlease visit the following URL:\n\n{uri}\n\nThen enter \
                 the code:\n\n{code}\n{autofill}"
            )
        } else {
            format!(
                "Attempting to open your default browser.\nIf the browser does not open or you wish to use a \
                 different device to authorize this request, open the following URL:\n\n{uri}\n\nThen enter the \
                 code:\n\n{code}\n"
            )
        };
        self.terminal.print(Stream::Guidance, &words).await?;
        let url = device.verification_uri_complete.as_deref().unwrap_or(uri);
        self.open(url).await;
        Ok(())
    }

    async fn cannot_return(&self, why: &Error) -> Result<()> {
        let words = format!("{why}\nUsing a device code instead, which needs no redirect.\n\n");
        self.terminal.print(Stream::Stderr, &words).await
    }

    async fn wrong_address(&self, hint: &str) -> Result<()> {
        self.terminal
            .print(Stream::Stderr, &format!("{hint}\n"))
            .await
    }
}
