//! The shared files and folders: whose they are, and who may read them.

use super::finding::{Finding, Repair};
use crate::cli::terminal::{FileDiagnosis, FileKind, Mend, Terminal};
use crate::error::Result;

/// Permission bits of everyone but the owner.
const FOR_OTHERS: u32 = 0o077;
/// Those of them that allow changes.
const WRITE_FOR_OTHERS: u32 = 0o022;

/// Looks at every file and folder. Errors: `Aborted`.
pub(super) async fn examine<T: Terminal>(terminal: &T) -> Result<Vec<Finding>> {
    let files = terminal.diagnose().await?;
    Ok(files.iter().filter_map(judge).collect())
}

/// The gravest thing about a file, if there is any.
fn judge(file: &FileDiagnosis) -> Option<Finding> {
    let path = file.path.as_str();
    let Some(kind) = file.kind else {
        return file.symlink.as_ref().map(|target| {
            Finding::grave(
                path,
                format!("It is a symbolic link to {target}, where there is nothing."),
                "Remove the link, or create what it points to.",
            )
        });
    };
    if file.purpose == "leftover" {
        let finding = Finding::note(
            path,
            "A process that was stopped while it wrote a file left this behind.",
            "It can be removed.",
        );
        return Some(finding.mended_by(Repair::File(path.to_owned(), Mend::Remove)));
    }
    // A lock comes and goes, and one whose holder died is passed over.
    if file.purpose == "lock" {
        return None;
    }
    if kind == FileKind::Other {
        let sentence = "It is neither a file nor a folder.";
        return Some(Finding::grave(
            path,
            sentence,
            "Move it away, so that a file can take its place.",
        ));
    }
    if kind == FileKind::File && file.purpose == "folder" {
        let sentence = "It is a file, and a folder belongs there: nothing can be stored.";
        return Some(Finding::grave(
            path,
            sentence,
            "Move it away, so that a folder can take its place.",
        ));
    }
    if file.owned == Some(false) {
        let sentence = "It belongs to another user, as happens when a command is run with sudo.";
        return Some(Finding::grave(
            path,
            sentence,
            format!("Take it back: sudo chown -R $USER {path}"),
        ));
    }
    if !file.readable {
        return Some(Finding::grave(
            path,
            "It cannot be read.",
            format!("Allow it: chmod u+r {path}"),
        ));
    }
    let mode = file.mode.unwrap_or_default();
    let (sentence, remedy) = match (kind, file.purpose.as_str()) {
        (FileKind::File, "credentials" | "sso-cache" | "cli-cache") if mode & FOR_OTHERS != 0 => (
            format!("Others may read it (mode {mode:03o}), and it can hold secrets."),
            format!("chmod 600 {path}"),
        ),
        (FileKind::File | FileKind::Folder, _) if mode & WRITE_FOR_OTHERS != 0 => (
            format!("Others may change it (mode {mode:03o})."),
            format!("chmod go-rwx {path}"),
        ),
        _ if !file.writable => {
            let sentence = "It cannot be replaced: signing in and configuring will fail.";
            return Some(Finding::grave(
                path,
                sentence,
                "Make it and its folder writable, or do without.",
            ));
        }
        _ => return None,
    };
    let finding = Finding::grave(path, sentence, format!("Keep it to yourself: {remedy}"));
    Some(finding.mended_by(Repair::File(path.to_owned(), Mend::OwnerOnly)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(purpose: &str, kind: FileKind, mode: u32) -> FileDiagnosis {
        FileDiagnosis {
            path: "/home/a/.aws/x".to_owned(),
            purpose: purpose.to_owned(),
            kind: Some(kind),
            mode: Some(mode),
            owned: Some(true),
            symlink: None,
            readable: true,
            writable: true,
        }
    }

    #[test]
    fn what_is_well_is_not_told() {
        for (purpose, kind, mode) in [
            ("config", FileKind::File, 0o644),
            ("config", FileKind::File, 0o600),
            ("credentials", FileKind::File, 0o600),
            ("folder", FileKind::Folder, 0o755),
            ("sso-cache", FileKind::File, 0o600),
            ("lock", FileKind::File, 0o644),
        ] {
            assert_eq!(
                judge(&file(purpose, kind, mode)),
                None,
                "{purpose} {mode:o}"
            );
        }
        let windows = FileDiagnosis {
            mode: None,
            owned: None,
            ..file("credentials", FileKind::File, 0)
        };
        assert_eq!(judge(&windows), None);
        let nothing = FileDiagnosis {
            kind: None,
            ..file("config", FileKind::File, 0)
        };
        assert_eq!(judge(&nothing), None);
    }

    #[test]
    fn what_others_may_is_mended() {
        for (purpose, kind, mode) in [
            ("credentials", FileKind::File, 0o644),
            ("cli-cache", FileKind::File, 0o640),
            ("config", FileKind::File, 0o666),
            ("folder", FileKind::Folder, 0o777),
        ] {
            let found = judge(&file(purpose, kind, mode)).unwrap();
            assert!(found.is_problem());
            let repair = Repair::File("/home/a/.aws/x".to_owned(), Mend::OwnerOnly);
            assert_eq!(found.repair, Some(repair), "{purpose} {mode:o}");
        }
    }

    #[test]
    fn what_only_the_person_can_mend() {
        let well = || file("sso-cache", FileKind::File, 0o600);
        for (found, word) in [
            (
                FileDiagnosis {
                    owned: Some(false),
                    ..well()
                },
                "another user",
            ),
            (
                FileDiagnosis {
                    readable: false,
                    ..well()
                },
                "cannot be read",
            ),
            (
                FileDiagnosis {
                    writable: false,
                    ..well()
                },
                "cannot be replaced",
            ),
            (
                FileDiagnosis {
                    kind: Some(FileKind::Other),
                    ..well()
                },
                "neither",
            ),
            (file("folder", FileKind::File, 0o644), "a folder belongs"),
            (
                FileDiagnosis {
                    kind: None,
                    symlink: Some("/gone".to_owned()),
                    ..well()
                },
                "/gone",
            ),
        ] {
            let found = judge(&found).unwrap();
            assert!(
                found.sentence.contains(word) && found.repair.is_none() && found.remedy.is_some(),
                "{found:?}"
            );
        }
        let left = judge(&file("leftover", FileKind::File, 0o600)).unwrap();
        assert!(!left.is_problem() && left.repair.is_some());
    }
}
