//! zizmor: what others have learned to look for in workflows (<https://docs.zizmor.sh/audits>), without asking the network.

use crate::command::run;
use crate::failure::Result;
use crate::python;
use crate::workspace::Workspace;
use std::process::Command;

/// Refuses a workflow about which it has anything to say.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.root.join("xtask/zizmor/requirements.txt");
    let python = python::environment(workspace, "zizmor", &requirements, "zizmor of PyPI")?;
    run(Command::new(python.with_file_name("zizmor"))
        .args(["--offline", "--no-progress", "--persona=auditor"])
        .args([
            "--strict-collection",
            "--no-config",
            "--",
            ".github/workflows",
        ])
        .current_dir(&workspace.root))
}
