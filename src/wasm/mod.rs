//! Exports for JavaScript, and the host that JavaScript provides. No decisions.
