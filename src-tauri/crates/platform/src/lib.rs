//! consentry-platform
