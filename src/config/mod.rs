//! The shared config and credentials files, as text in and text out.
