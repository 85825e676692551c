//! What the project is made from and with, and whether that may be so: crates, npm packages, workflows, and the bytes that
//! come of them.

pub(crate) mod advisories;
pub(crate) mod bill_of_materials;
pub(crate) mod cargo_deny;
pub(crate) mod npm_packages;
pub(crate) mod rehearsal;
pub(crate) mod reproducible;
pub(crate) mod workflows;
pub(crate) mod zizmor;
