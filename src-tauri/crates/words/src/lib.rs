//! consentry-words
