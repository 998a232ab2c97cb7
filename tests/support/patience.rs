//! How long a test waits for another process before it calls it hung.

use std::time::Duration;

/// Never reached by a sound program: machines that build at the same time can be a hundred times slower than quiet ones.
pub const LONGEST: Duration = Duration::from_secs(60);
