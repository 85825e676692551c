//! The workflows of GitHub: actions by their commit, no more permissions than needed, nothing of strangers in a script.
//!
//! Read line by line: a workflow written in another of YAML's ways (flow style, anchors) is refused rather than misread.

use crate::failure::{Failure, Result};
use crate::workspace::{self, Workspace};

/// Checks every workflow; returns how many there are.
pub(crate) fn check(workspace: &Workspace) -> Result<usize> {
    let files = workspace::files_below(&workspace.root.join(".github/workflows"))?;
    if files.is_empty() {
        return Err(Failure::new("There is no workflow."));
    }
    let mut refusals = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = workspace::read_text(file)?;
        refusals.extend(
            self::refusals(&text)
                .into_iter()
                .map(|why| format!("{name}: {why}")),
        );
    }
    match refusals.as_slice() {
        [] => Ok(files.len()),
        refusals => Err(Failure::new(refusals.join(" "))),
    }
}

fn refusals(workflow: &str) -> Vec<String> {
    let mut refusals = Vec::new();
    let lines: Vec<&str> = workflow
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty())
        .collect();
    if !lines.contains(&"permissions: {}") {
        refusals.push(
            "The workflow as a whole has permissions; jobs are to ask for theirs.".to_owned(),
        );
    }
    for trigger in ["pull_request_target", "workflow_run", "issue_comment"] {
        if workflow.contains(trigger) {
            refusals.push(format!("{trigger} runs with our rights what others wrote."));
        }
    }
    for (job, body) in jobs(&lines) {
        if !body.contains(&"    permissions:") {
            refusals.push(format!(
                "The job {job} does not say which permissions it needs."
            ));
        }
        if !body
            .iter()
            .any(|line| line.starts_with("    timeout-minutes: "))
        {
            refusals.push(format!("The job {job} has no limit of time."));
        }
    }
    let mut script_above = None;
    for line in &lines {
        let indent = line.len() - line.trim_start().len();
        let entry = line.trim_start().trim_start_matches("- ");
        if script_above.is_some_and(|above| indent <= above) {
            script_above = None;
        }
        let is_script = script_above.is_some() || entry.starts_with("run:");
        if entry.starts_with("run:") {
            script_above = Some(indent);
        }
        if is_script && line.contains("${{") {
            refusals.push(format!(
                "An expression becomes part of a script: `{entry}`."
            ));
        }
        if !is_script && line.contains("github.event") {
            refusals.push(format!("What an event says is used: `{entry}`."));
        }
        if !is_script
            && let Some(action) = entry.strip_prefix("uses:")
            && !is_pinned(action.trim())
        {
            refusals.push(format!(
                "`{}` is not pinned to a commit, with its version beside it.",
                action.trim()
            ));
        }
        if line.contains("uses:") && !entry.starts_with("uses:") || line.contains("write-all") {
            refusals.push(format!("`{entry}` cannot be judged."));
        }
    }
    refusals
}

/// The jobs, each with its lines.
fn jobs<'w>(lines: &[&'w str]) -> Vec<(&'w str, Vec<&'w str>)> {
    let mut jobs: Vec<(&str, Vec<&str>)> = Vec::new();
    let below = lines.iter().skip_while(|line| **line != "jobs:").skip(1);
    for line in below.take_while(|line| line.starts_with("  ")) {
        let name = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '));
        match (name, jobs.last_mut()) {
            (Some(name), _) => jobs.push((name.trim_end_matches(':'), Vec::new())),
            (None, Some((_, body))) => body.push(line),
            (None, None) => {}
        }
    }
    jobs
}

/// Whether this is `owner/name@{40 hex digits} # v1.2.3`.
fn is_pinned(action: &str) -> bool {
    let pinned = || {
        let (reference, version) = action.split_once(" # v")?;
        let (name, commit) = reference.split_once('@')?;
        let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
        let is_version = version.split('.').all(|part| part.parse::<u32>().is_ok());
        // Those of GitHub itself; any other is one more party to trust.
        Some(is_commit && is_version && name.starts_with("actions/"))
    };
    pinned().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
name: CI
on:
  push:
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      # actions/checkout@v1 in a comment is nothing.
      - uses: actions/checkout@0123456789012345678901234567890123456789 # v7.0.1
        with:
          name: ${{ github.ref }}
      - run: |
          echo one
          echo two
";

    fn refuses(from: &str, to: &str, why: &str) {
        assert!(GOOD.contains(from), "{from}");
        let refusals = refusals(&GOOD.replace(from, to));
        assert!(
            refusals.iter().any(|refusal| refusal.contains(why)),
            "{to}: {refusals:?}"
        );
    }

    #[test]
    fn takes_a_careful_workflow() {
        assert_eq!(refusals(GOOD), Vec::<String>::new());
    }

    #[test]
    fn refuses_an_action_that_may_change() {
        let pinned = "actions/checkout@0123456789012345678901234567890123456789 # v7.0.1";
        for action in [
            "actions/checkout@v7",
            "actions/checkout",
            "actions/checkout@0123456789012345678901234567890123456789",
            "actions/checkout@0123456 # v7.0.1",
            "actions/checkout@0123456789012345678901234567890123456789 # main",
            "stranger/checkout@0123456789012345678901234567890123456789 # v7.0.1",
            "docker://alpine:3",
        ] {
            refuses(pinned, action, "not pinned");
        }
        refuses("- uses: actions", "- { uses: actions", "cannot be judged");
    }

    #[test]
    fn refuses_too_many_rights() {
        refuses("permissions: {}\n", "", "as a whole");
        refuses(
            "permissions: {}\n",
            "permissions: write-all\n",
            "as a whole",
        );
        refuses(
            "    permissions:\n      contents: read\n",
            "",
            "does not say",
        );
        refuses(
            "    permissions:",
            "    permissions: write-all",
            "does not say",
        );
        refuses("    timeout-minutes: 5\n", "", "limit of time");
        refuses("  push:", "  pull_request_target:", "with our rights");
        refuses("  push:", "  workflow_run:", "with our rights");
    }

    #[test]
    fn refuses_what_others_wrote_in_a_script() {
        refuses(
            "run: |",
            "run: echo ${{ github.event.pull_request.title }}",
            "part of a script",
        );
        refuses(
            "          echo two",
            "          echo ${{ github.head_ref }}",
            "part of a script",
        );
        refuses(
            "${{ github.ref }}",
            "${{ github.event.comment.body }}",
            "an event says",
        );
    }
}
