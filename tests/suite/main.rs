//! One test binary: a file here is a module of it.
