//! What a run came to: the chapters in full, the raw figures, and the short form for the README.

use super::machine::Machine;
use crate::failure::Result;
use crate::marked;
use crate::table::Table;
use crate::workspace;
use serde_json::{Map, Value};
use std::path::Path;

/// A figure that has a budget or stands for its chapter, beside its peers.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) what: String,
    /// What we reached.
    pub(crate) ours: String,
    /// What was wanted, and whether it was reached.
    pub(crate) budget: Option<(String, bool)>,
    /// What the peers reached in the same run.
    pub(crate) beside: String,
}

/// What one section of the benchmark found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chapter {
    pub(crate) title: String,
    /// How it was measured.
    pub(crate) about: String,
    /// Each with a heading.
    pub(crate) tables: Vec<(String, Table)>,
    /// Each with the name of its file, without `.svg`.
    pub(crate) plots: Vec<(String, String)>,
    pub(crate) lines: Vec<Line>,
    pub(crate) raw: Map<String, Value>,
}

/// The whole run.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) chapters: Vec<Chapter>,
}

impl Report {
    /// Writes report.md, figures.json and the plots into `folder`, which holds nothing else afterwards.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        workspace::remove_folder(folder)?;
        for (name, svg) in self.chapters.iter().flat_map(|chapter| &chapter.plots) {
            workspace::write(&folder.join(format!("{name}.svg")), svg)?;
        }
        workspace::write(&folder.join("report.md"), self.markdown())?;
        let mut figures = Map::new();
        figures.insert("run".to_owned(), self.machine.json());
        for chapter in &self.chapters {
            figures.insert(chapter.title.clone(), Value::Object(chapter.raw.clone()));
        }
        workspace::write(
            &folder.join("figures.json"),
            format!("{:#}\n", Value::Object(figures)),
        )
    }

    /// Puts the short form into the README, in the place of the last one.
    pub(crate) fn write_into(&self, readme: &Path) -> Result<()> {
        let text = format!("{}:\n\n{}", self.machine.sentence(), self.short());
        marked::replace(readme, "bench", &text)
    }

    /// The short form, which the README shows.
    pub(crate) fn short(&self) -> String {
        let mut table = Table::new(&["What", "Here", "Budget", "Beside it, in the same run"]);
        for line in self.chapters.iter().flat_map(|chapter| &chapter.lines) {
            let budget = match &line.budget {
                Some((wanted, true)) => format!("{wanted}: met"),
                Some((wanted, false)) => format!("{wanted}: **not met**"),
                None => String::new(),
            };
            table.row([
                line.what.clone(),
                line.ours.clone(),
                budget,
                line.beside.clone(),
            ]);
        }
        table.markdown()
    }

    fn markdown(&self) -> String {
        let Self { machine, chapters } = self;
        let mut text = format!(
            "# Benchmark\n\n{}.\n\n{}.\n\n{}",
            machine.sentence(),
            machine.versions(),
            self.short()
        );
        for chapter in chapters {
            text += &format!("\n## {}\n\n{}\n", chapter.title, chapter.about);
            for (heading, table) in &chapter.tables {
                text += &format!("\n### {heading}\n\n{}", table.markdown());
            }
            for (name, _) in &chapter.plots {
                text += &format!("\n![{name}]({name}.svg)\n");
            }
        }
        text
    }
}
