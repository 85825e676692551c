//! What a person or program wants done, over the ports.
