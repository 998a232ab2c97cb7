//! 1,000 receipts to ESC/P and to one PDF.

pub fn run() {}
