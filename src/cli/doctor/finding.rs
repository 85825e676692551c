//! What the doctor found, and how it is told.

use crate::cli::terminal::Mend;
use crate::cli::visible;
use crate::encode::json::{Object, Value};
use crate::error::Error;
use crate::host::StoreKey;

/// Something worth telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// What it is about: a path, a profile, an endpoint.
    pub(super) subject: String,
    /// Whether something does not work because of it; the rest is good to know.
    pub(super) grave: bool,
    /// What is wrong, as a sentence.
    pub(super) sentence: String,
    /// What to do about it, as a sentence.
    pub(super) remedy: Option<String>,
    /// How `--repair` mends it.
    pub(super) repair: Option<Repair>,
    /// Whether it has been mended.
    pub(super) mended: bool,
}

/// How something is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Repair {
    /// The file or folder at a path that the terminal named.
    File(String, Mend),
    /// The document is of no use to anybody; it goes.
    Remove(StoreKey),
}

impl Finding {
    /// Something that keeps things from working.
    pub(super) fn problem(subject: impl Into<String>, error: &Error) -> Self {
        Self {
            subject: subject.into(),
            grave: true,
            sentence: error.to_string().trim_end().to_owned(),
            remedy: error.help().map(str::to_owned),
            repair: None,
            mended: false,
        }
    }

    /// Something that keeps things from working, in words.
    pub(super) fn grave(
        subject: impl Into<String>,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            subject: subject.into(),
            grave: true,
            sentence: sentence.into(),
            remedy: Some(remedy.into()),
            repair: None,
            mended: false,
        }
    }

    /// Something that is good to know.
    pub(super) fn note(
        subject: impl Into<String>,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            grave: false,
            ..Self::grave(subject, sentence, remedy)
        }
    }

    /// Adds how to mend it.
    #[must_use]
    pub(super) fn mended_by(mut self, repair: Repair) -> Self {
        self.repair = Some(repair);
        self
    }

    /// Whether it still keeps things from working.
    pub(super) const fn is_problem(&self) -> bool {
        self.grave && !self.mended
    }

    const fn state(&self) -> &'static str {
        match (self.mended, self.grave) {
            (true, _) => "mended",
            (false, true) => "problem",
            (false, false) => "note",
        }
    }
}

/// The findings for a person.
pub(super) fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let subject = visible::line(&finding.subject);
        let sentence = visible::paragraph(&finding.sentence).replace('\n', "\n         ");
        out.push_str(&format!(
            "{:8} {subject}\n         {sentence}\n",
            finding.state()
        ));
        if let Some(remedy) = finding.remedy.as_ref().filter(|_| !finding.mended) {
            out.push_str(&format!(
                "      -> {}\n",
                visible::paragraph(remedy).replace('\n', "\n         ")
            ));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let problems = findings
        .iter()
        .filter(|finding| finding.is_problem())
        .count();
    let mendable = findings
        .iter()
        .filter(|finding| !finding.mended && finding.repair.is_some())
        .count();
    out.push_str(&match problems {
        0 => "Nothing is wrong.\n".to_owned(),
        1 => "1 problem.\n".to_owned(),
        _ => format!("{problems} problems.\n"),
    });
    if mendable > 0 {
        out.push_str(&format!(
            "Of these findings {mendable} can be mended by: aws-sso-wasm doctor --repair\n"
        ));
    }
    out
}

/// The findings for a program.
pub(super) fn data(findings: &[Finding]) -> Value {
    let finding = |finding: &Finding| {
        let members = Object::new()
            .with("subject", finding.subject.as_str())
            .with("state", finding.state())
            .with("finding", finding.sentence.as_str())
            .with_optional("remedy", finding.remedy.as_deref())
            .with("repairable", finding.repair.is_some());
        Value::from(members)
    };
    let list = findings.iter().map(finding).collect();
    Object::new().with("findings", Value::Array(list)).into()
}
