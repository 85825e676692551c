//! The words of the OAuth RFCs; knows nothing of AWS.
