//! Files of other systems into rows that acts take: every line checked, each fault named by line and field (`C-15`). Pure: bytes come in.

pub mod applications;
pub mod consumers;
pub mod field;
pub mod online;
pub mod readings;
pub mod returned;
pub mod table;

use std::fmt;

use crate::base::No;

/// What is wrong in a line of a file, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// As an editor counts it: the header is line 1.
    pub line: usize,
    /// The column; empty where the whole line is meant.
    pub field: &'static str,
    pub message: String,
}

impl LineFault {
    pub fn new(line: usize, field: &'static str, message: impl Into<String>) -> Self {
        Self { line, field, message: message.into() }
    }
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            "" => write!(f, "line {}: {}", self.line, self.message),
            field => write!(f, "line {}, {field}: {}", self.line, self.message),
        }
    }
}

/// Why a file was not read: its own faults, or the data file did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    Faults(Vec<LineFault>),
    No(No),
}

impl From<No> for Unread {
    fn from(no: No) -> Self {
        Self::No(no)
    }
}

/// A file whose form is right, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<Row> {
    /// The good lines.
    pub rows: Vec<Row>,
    /// What is wrong with the others, in the file's order; a line may have several.
    pub faults: Vec<LineFault>,
    /// What the person should know, though nothing is wrong.
    pub notes: Vec<String>,
    /// The bad lines as a file of their own: as they stood, with a column `fault` added. Mended, it can be read again.
    pub bad: String,
}

impl<Row> Checked<Row> {
    /// How many lines are bad.
    pub fn bad_lines(&self) -> usize {
        let mut lines: Vec<usize> = self.faults.iter().map(|f| f.line).collect();
        lines.dedup();
        lines.len()
    }
}
