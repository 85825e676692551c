//! The cache files that every AWS tool shares, as bytes in and bytes out.
