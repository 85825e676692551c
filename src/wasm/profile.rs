//! The profiles of the shared files, for Node.
