//! Rust source as far as the house's laws need it: code apart from literals and comments, tokens, and the paths that lead out of a room.

/// A word or a sign, with the line it stands on (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub line: usize,
    pub text: &'a str,
}

/// The source with comments and the insides of literals blanked, and the literals by line.
#[derive(Debug, Default)]
pub struct Source {
    pub code: String,
    pub literals: Vec<(usize, String)>,
}

impl Source {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { rest: text, line: 1, source: Self::default() };
        while reader.step() {}
        reader.source
    }

    pub fn tokens(&self) -> Vec<Token<'_>> {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let mut tokens = Vec::new();
        for (number, line) in self.code.lines().enumerate() {
            let mut rest = line;
            while let Some(first) = rest.chars().next() {
                let length = if word(first) {
                    rest.find(|c| !word(c)).unwrap_or(rest.len())
                } else if rest.starts_with("::") {
                    2
                } else {
                    first.len_utf8()
                };
                let (text, after) = rest.split_at(length);
                rest = after;
                if !text.trim().is_empty() {
                    tokens.push(Token { line: number + 1, text });
                }
            }
        }
        tokens
    }

    /// The first names of all paths that start at the crate's root: `crate::NAME`, `crate::{NAME, ...}`, and `super::` as often as it takes to
    /// get there from a file that is `depth` modules under the root.
    pub fn names_at_root(&self, depth: usize) -> Vec<(usize, String)> {
        let tokens = self.tokens();
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
        let mut names = Vec::new();
        // For each open brace, whether it is that of an inline module.
        let mut braces = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match text(at) {
                "{" => braces.push(at >= 2 && text(at - 2) == "mod"),
                "}" => drop(braces.pop()),
                "crate" if text(at + 1) == "::" => first_names(&tokens, at + 2, &mut names),
                "super" if text(at + 1) == "::" => {
                    let mut climbed = 0;
                    while text(at) == "super" && text(at + 1) == "::" {
                        climbed += 1;
                        at += 2;
                    }
                    if climbed == depth + braces.iter().filter(|inline| **inline).count() {
                        first_names(&tokens, at, &mut names);
                    }
                    // The token after the path's climb may be a brace: it is looked at again.
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        names
    }
}

/// The name at `at`, or each item's first name where a group `{...}` stands there.
fn first_names(tokens: &[Token<'_>], at: usize, names: &mut Vec<(usize, String)>) {
    let Some(first) = tokens.get(at) else { return };
    if first.text != "{" {
        names.push((first.line, first.text.to_owned()));
        return;
    }
    let mut depth = 0;
    let mut starts = false;
    for token in &tokens[at..] {
        match token.text {
            "{" => {
                depth += 1;
                starts = depth == 1;
            }
            "}" if depth == 1 => return,
            "}" => depth -= 1,
            "," => starts = depth == 1,
            name => {
                if starts {
                    names.push((token.line, name.to_owned()));
                }
                starts = false;
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    source: Source,
}

impl Reader<'_> {
    /// Reads one comment, literal or character; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(comment_length(self.rest));
        } else if let Some((before, inside, whole)) = self.raw_string() {
            self.literal(before, inside, whole);
        } else if first == '"' {
            let inside = quoted_length(&self.rest[1..], '"');
            self.literal(1, inside, inside + 2);
        } else if let Some(length) = self.character() {
            self.blank(length);
        } else {
            self.keep(first.len_utf8());
            // A word is kept whole, so that the `r` of `for"..."` starts no raw string.
            if first.is_alphanumeric() || first == '_' {
                let word = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
                self.keep(word);
            }
        }
        true
    }

    /// Before, inside and whole length of `r"..."`, `br#"..."#` and their like.
    fn raw_string(&self) -> Option<(usize, usize, usize)> {
        let letters = ["r", "br", "cr"]
            .into_iter()
            .find(|letters| self.rest.strip_prefix(letters).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"')))?;
        let hashes = self.rest[letters.len()..].chars().take_while(|c| *c == '#').count();
        let before = letters.len() + hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = self.rest[before..].find(&end).unwrap_or(self.rest.len() - before);
        Some((before, inside, (before + inside + end.len()).min(self.rest.len())))
    }

    /// The length of a character literal; `None` for a lifetime.
    fn character(&self) -> Option<usize> {
        let inside = self.rest.strip_prefix('\'')?;
        if inside.starts_with('\\') {
            return Some(quoted_length(inside, '\'') + 2);
        }
        let first = inside.chars().next()?;
        inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
    }

    fn literal(&mut self, before: usize, inside: usize, whole: usize) {
        self.source.literals.push((self.line, self.rest[before..before + inside].to_owned()));
        self.blank(whole.min(self.rest.len()));
    }

    fn blank(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at(length);
        for c in gone.chars() {
            self.source.code.push(if c == '\n' { c } else { ' ' });
        }
        self.line += gone.matches('\n').count();
        self.rest = rest;
    }

    fn keep(&mut self, length: usize) {
        let (kept, rest) = self.rest.split_at(length);
        self.source.code.push_str(kept);
        self.line += kept.matches('\n').count();
        self.rest = rest;
    }
}

/// The length up to the closing quote, escapes passed over.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at,
            _ => {}
        }
    }
    text.len()
}

/// The length of a block comment with those inside it.
fn comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}
