//! Faults of the data files that come with the program: file, line, what is wrong and what to write instead.

use std::ops::Range;

/// A data file that can't be used as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct AssetFault {
    pub file: &'static str,
    pub line: usize,
    pub message: String,
}

/// One file's text with its name, so that faults can say where they are.
#[derive(Debug, Clone, Copy)]
pub struct Asset<'a> {
    pub file: &'static str,
    pub text: &'a str,
}

impl Asset<'_> {
    pub fn fault(&self, span: &Range<usize>, message: impl Into<String>) -> AssetFault {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or(self.text);
        AssetFault { file: self.file, line: before.matches('\n').count() + 1, message: message.into() }
    }

    /// The file as `T`; a fault of its form names the line.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, AssetFault> {
        toml::from_str(self.text).map_err(|e| self.fault(&e.span().unwrap_or(0..0), e.message().to_owned()))
    }
}
