//! From a key to the drawn frame.

pub fn run() {}
