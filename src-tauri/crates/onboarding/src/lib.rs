//! consentry-onboarding
