//! A scope of its own.
