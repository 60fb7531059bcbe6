//! consentry-practice
