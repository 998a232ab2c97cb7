//! The statements of `sql/hub/`, by name, as those of a desk's data file are.

use std::collections::HashMap;
use std::sync::LazyLock;

type Statements = LazyLock<HashMap<&'static str, &'static str>>;

static SQLITE: Statements = LazyLock::new(|| parse(include_str!("../../sql/hub/sqlite/statements.sql")));
static POSTGRES: Statements = LazyLock::new(|| parse(include_str!("../../sql/hub/postgres/statements.sql")));

fn parse(file: &'static str) -> HashMap<&'static str, &'static str> {
    let named = file.split("-- name: ").skip(1).filter_map(|part| part.split_once('\n'));
    // A remark before the next name belongs to that one.
    named.map(|(name, text)| (name.trim(), text.split("\n--").next().unwrap_or_default().trim())).collect()
}

/// SQLite's statement of that name; a name that does not stand there gives one that is refused by that name.
pub(super) fn sqlite(name: &'static str) -> &'static str {
    SQLITE.get(name).copied().unwrap_or(name)
}

/// PostgreSQL's statement of that name.
pub(super) fn postgres(name: &'static str) -> &'static str {
    POSTGRES.get(name).copied().unwrap_or(name)
}

/// All of one storage, for the tests that prepare each.
#[cfg(test)]
pub(super) fn all_sqlite() -> impl Iterator<Item = (&'static str, &'static str)> {
    SQLITE.iter().map(|(name, text)| (*name, *text))
}

/// All of the other.
pub(super) fn all_postgres() -> impl Iterator<Item = (&'static str, &'static str)> {
    POSTGRES.iter().map(|(name, text)| (*name, *text))
}
