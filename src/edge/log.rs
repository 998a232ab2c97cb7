//! What a server says of its work: one JSON object a line on standard error. Never a body, a user, a code.

use tracing_subscriber::EnvFilter;

/// Which lines are written; `EBCM_LOG=debug` writes one for each exchange.
const FILTER: &str = "EBCM_LOG";

/// Lets the program's log go to standard error from now on.
pub fn to_standard_error() {
    let filter = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new("ebcm=info"));
    // Where a log is set up already, it stays.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).try_init();
}
