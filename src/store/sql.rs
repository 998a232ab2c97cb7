//! The statements of `sql/`, by name. Each stands there under a line `-- name: ...`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Every file of named statements.
const FILES: [&str; 12] = [
    include_str!("../../sql/append.sql"),
    include_str!("../../sql/sight.sql"),
    include_str!("../../sql/read.sql"),
    include_str!("../../sql/report.sql"),
    include_str!("../../sql/spool.sql"),
    include_str!("../../sql/keep.sql"),
    include_str!("../../sql/month.sql"),
    include_str!("../../sql/online.sql"),
    include_str!("../../sql/complaint.sql"),
    include_str!("../../sql/exchange.sql"),
    include_str!("../../sql/application.sql"),
    include_str!("../../sql/work.sql"),
];

static STATEMENTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|file| file.split("-- name: ").skip(1))
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, text)| (name.trim(), text.trim()))
        .collect()
});

/// The statement of that name. A name that does not stand in `sql/` gives a statement that SQLite refuses by that name;
/// a test holds that every name used stands there and prepares.
pub fn sql(name: &'static str) -> &'static str {
    STATEMENTS.get(name).copied().unwrap_or(name)
}

/// All names, for the test that prepares each.
pub fn names() -> impl Iterator<Item = &'static str> {
    STATEMENTS.keys().copied()
}
