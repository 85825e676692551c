//! The committed table: what made it, and a count for each case.

use crate::failure::{Failure, Result};
use std::fmt::Write as _;

/// By how many percent a count may exceed the table's. Made with the same, it differs by less than one.
const TOLERANCE: u64 = 3;
/// The same when compiler, C library or machine are others than the table was made with.
const TOLERANCE_ELSEWHERE: u64 = 30;

const HEAD: &str = "\
# How many instructions one run of each case in benches/src takes, as callgrind counts them.
# `cargo xtask instructions` compares, `cargo xtask instructions --update` writes this file.
";
const MADE_WITH: &str = "# Made with ";

/// Counts, and what they were made with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) made_with: String,
    /// Case by case, in the order of benches/.
    pub(super) counts: Vec<(String, u64)>,
}

/// How a count compares, as a line that says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Within(String),
    /// Less than the table has, by more than the tolerance.
    Fewer(String),
    More(String),
}

impl Table {
    pub(super) fn read(text: &str) -> Result<Self> {
        let unreadable = |line: &str| {
            Failure::new(format!(
                "benches/instructions.txt has a line that is none: {line}"
            ))
            .with_help("`cargo xtask instructions --update` writes the file anew.")
        };
        let mut made_with = None;
        let mut counts = Vec::new();
        for line in text.lines() {
            if let Some(what) = line.strip_prefix(MADE_WITH) {
                made_with = Some(what.to_owned());
            } else if !line.starts_with('#') {
                let (case, count) = line.split_once(' ').ok_or_else(|| unreadable(line))?;
                let count = count.trim().parse().map_err(|_| unreadable(line))?;
                counts.push((case.to_owned(), count));
            }
        }
        Ok(Self {
            made_with: made_with.ok_or_else(|| unreadable("nothing says what it was made with"))?,
            counts,
        })
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{HEAD}{MADE_WITH}{}\n", self.made_with);
        for (case, count) in &self.counts {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{case:24} {count:>12}");
        }
        text
    }

    pub(super) fn count(&self, case: &str) -> Option<u64> {
        let (_, count) = self.counts.iter().find(|(name, _)| name == case)?;
        Some(*count)
    }

    /// In percent.
    pub(super) fn tolerance_for(&self, counted: &Self) -> u64 {
        if self.made_with == counted.made_with {
            TOLERANCE
        } else {
            TOLERANCE_ELSEWHERE
        }
    }

    /// Compares one count with the table's.
    pub(super) fn judge(&self, case: &str, count: u64, tolerance: u64) -> Verdict {
        let Some(before) = self.count(case) else {
            return Verdict::More(format!("{case:24} {count:>12}   is not in the table"));
        };
        // In this order 3 % of 1000 is 3, and not a little more.
        let percent = (count as f64 - before as f64) * 100.0 / before as f64;
        let line = format!("{case:24} {count:>12}   {percent:+.1} %");
        if percent > tolerance as f64 {
            Verdict::More(format!("{line}, where {before} were counted before"))
        } else if percent < -(tolerance as f64) {
            Verdict::Fewer(line)
        } else {
            Verdict::Within(line)
        }
    }

    /// The cases that are there for an input and for one ten times as large, with how many times the instructions the
    /// larger one takes. Below a thousand profiles what every size costs counts for too much.
    pub(super) fn growths(&self) -> impl Iterator<Item = (&str, f64)> {
        self.counts.iter().filter_map(|(case, count)| {
            let (work, size) = case.rsplit_once('/')?;
            let size: u64 = size.parse().ok()?;
            let smaller = size.checked_div(10).filter(|size| *size >= 1000)?;
            let less = self.count(&format!("{work}/{smaller}"))?;
            Some((case.as_str(), *count as f64 / less as f64))
        })
    }

    /// Each case that grows faster than that for ten times the input, as a sentence.
    pub(super) fn growth_beyond(&self, most: f64) -> Vec<String> {
        self.growths()
            .filter(|(_, growth)| *growth > most)
            .map(|(case, growth)| {
                format!("{case} takes {growth:.1} times the instructions of a tenth of it; {most} is the most.")
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(counts: &[(&str, u64)]) -> Table {
        Table {
            made_with: "rustc 1.95.0".to_owned(),
            counts: counts
                .iter()
                .map(|(case, count)| ((*case).to_owned(), *count))
                .collect(),
        }
    }

    #[test]
    fn reads_what_it_writes() {
        let table = table(&[("sigv4/sign", 123_456), ("config/parse/10000", 7)]);
        assert_eq!(Table::read(&table.to_text()).ok(), Some(table));
    }

    #[test]
    fn refuses_what_is_no_table() {
        for text in [
            "",
            "sigv4/sign 12\n",
            "# Made with x\nsigv4/sign\n",
            "# Made with x\nsigv4/sign many\n",
        ] {
            assert!(Table::read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn judges_a_count() {
        let before = table(&[("a", 1000)]);
        assert!(matches!(before.judge("a", 1030, 3), Verdict::Within(_)));
        assert!(matches!(before.judge("a", 1031, 3), Verdict::More(_)));
        assert!(matches!(before.judge("a", 970, 3), Verdict::Within(_)));
        assert!(matches!(before.judge("a", 960, 3), Verdict::Fewer(_)));
        assert!(matches!(before.judge("new", 1, 3), Verdict::More(_)));
    }

    #[test]
    fn another_compiler_is_compared_loosely() {
        let before = table(&[]);
        let mut counted = table(&[]);
        assert_eq!(before.tolerance_for(&counted), TOLERANCE);
        counted.made_with = "rustc 1.96.0".to_owned();
        assert_eq!(before.tolerance_for(&counted), TOLERANCE_ELSEWHERE);
    }

    #[test]
    fn finds_what_grows_too_fast() {
        let counted = table(&[
            ("parse/10", 1),
            ("parse/1000", 1000),
            ("parse/10000", 10_000),
            ("edit/1000", 1000),
            ("edit/10000", 100_000),
            ("sign", 5),
        ]);
        assert_eq!(counted.growths().count(), 2);
        let beyond = counted.growth_beyond(10.5);
        assert_eq!(beyond.len(), 1);
        assert!(
            beyond[0].starts_with("edit/10000 takes 100.0 times"),
            "{beyond:?}"
        );
    }
}
