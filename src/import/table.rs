//! A CSV file's form: encoding, delimiter, header, records with their lines.

use csv::StringRecord;

use super::LineFault;

/// The column of a file of bad lines that says what is wrong.
const FAULT: &str = "fault";

/// A file's text with its header understood: which of the wanted columns stands where.
pub struct Table<'a> {
    text: &'a str,
    delimiter: u8,
    columns: usize,
    /// For each wanted column, in their order, its place in the file.
    places: Vec<Option<usize>>,
    header: &'a str,
    /// Its last column is the one that a file of bad lines has.
    mended: bool,
    pub notes: Vec<String>,
}

/// A record of the file.
pub struct Line<'a> {
    /// Where it begins; the header is line 1.
    pub number: usize,
    /// As it stands in the file, without its line end.
    pub raw: &'a str,
    record: StringRecord,
}

impl<'a> Table<'a> {
    /// Reads encoding, delimiter and header. `wanted` are all columns that may stand there, `needed` those that must.
    ///
    /// # Errors
    /// The whole file can't be read: not UTF-8, no header, columns twice or missing, a quotation mark never closed.
    pub fn open(bytes: &'a [u8], wanted: &[&'static str], needed: &[&'static str]) -> Result<Self, Vec<LineFault>> {
        let text = decode(bytes).map_err(|fault| vec![fault])?;
        let header = text.lines().find(|line| !line.trim().is_empty());
        let header = header.ok_or_else(|| vec![LineFault::new(1, "", "the file is empty: the first line names the columns")])?;
        let delimiter = delimiter_of(header);
        let mut table =
            Self { text, delimiter, columns: 0, places: vec![None; wanted.len()], header: "", mended: false, notes: Vec::new() };
        if delimiter != b',' {
            let name = if delimiter == b';' { "semicolons" } else { "tabs" };
            table.notes.push(format!("the columns are parted by {name}: read so"));
        }
        let first = table.lines().next();
        let Some(first) = first else {
            return Err(vec![LineFault::new(1, "", "the file has no header: the first line names the columns")]);
        };
        table.read_header(&first, wanted, needed)?;
        table.check_quotes()?;
        Ok(table)
    }

    fn read_header(&mut self, header: &Line<'a>, wanted: &[&'static str], needed: &[&'static str]) -> Result<(), Vec<LineFault>> {
        let line = header.number;
        let mut faults = Vec::new();
        let mut ignored = Vec::new();
        self.columns = header.record.len();
        self.header = header.raw;
        self.mended = header.record.iter().next_back().is_some_and(|name| name.trim() == FAULT);
        for (place, name) in header.record.iter().enumerate() {
            let name = name.trim().to_ascii_lowercase();
            match wanted.iter().position(|w| *w == name) {
                Some(i) if self.places[i].is_some() => {
                    faults.push(LineFault::new(line, wanted[i], "the column stands twice: take one away"));
                }
                Some(i) => self.places[i] = Some(place),
                None if name.is_empty() || name == FAULT => {}
                None => ignored.push(name),
            }
        }
        for name in needed {
            let known = wanted.iter().position(|w| w == name).and_then(|i| self.places[i]);
            if known.is_none() {
                faults.push(LineFault::new(line, name, "the column is missing: add it, with its name in the first line"));
            }
        }
        if !ignored.is_empty() {
            let names: Vec<String> = ignored.iter().map(|name| shown(name)).collect();
            self.notes.push(format!("columns that mean nothing here were left out: {}", names.join(", ")));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// A quotation mark that is never closed swallows every line after it: no line of such a file can be trusted.
    fn check_quotes(&self) -> Result<(), Vec<LineFault>> {
        if self.text.bytes().filter(|b| *b == b'"').count().is_multiple_of(2) {
            return Ok(());
        }
        let last = self.lines().last();
        let odd = last.filter(|line| !line.raw.bytes().filter(|b| *b == b'"').count().is_multiple_of(2));
        match odd {
            Some(line) => {
                Err(vec![LineFault::new(line.number, "", "a quotation mark opens here and is never closed: close it or take it away")])
            }
            None => Ok(()),
        }
    }

    /// Every record that is not blank, header first.
    fn lines(&self) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let text = self.text;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(text.as_bytes());
        let (mut at, mut number) = (0, 1);
        std::iter::from_fn(move || {
            let mut record = StringRecord::new();
            // The text is UTF-8 and lies in memory: reading it can't fail.
            if !reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            let end = usize::try_from(reader.position().byte()).unwrap_or(text.len()).min(text.len());
            let span = text.get(at..end).unwrap_or("");
            let body = span.trim_start_matches(['\r', '\n']);
            let middle = end - body.len();
            let begins = number + line_ends(text, at, middle);
            (at, number) = (end, begins + line_ends(text, middle, end));
            Some(Line { number: begins, raw: body.trim_end_matches(['\r', '\n']), record })
        })
    }

    /// How many lines end in the file, the header's with them.
    pub fn line_ends(&self) -> usize {
        self.text.bytes().filter(|b| *b == b'\n').count()
    }

    /// The records below the header; those of empty columns alone are passed over.
    pub fn records(&self) -> impl Iterator<Item = Line<'a>> + use<'a> {
        self.lines().skip(1).filter(|line| line.record.iter().any(|field| !field.trim().is_empty()))
    }

    /// The field of a wanted column, trimmed; empty where the file has no such column.
    pub fn field<'r>(&self, line: &'r Line, column: usize) -> &'r str {
        self.places.get(column).copied().flatten().and_then(|place| line.record.get(place)).unwrap_or("").trim()
    }

    /// Whether the record has as many columns as the header; more only where they are empty.
    pub fn check_width(&self, line: &Line) -> Result<(), LineFault> {
        let found = line.record.len();
        if found == self.columns || found > self.columns && line.record.iter().skip(self.columns).all(|field| field.trim().is_empty()) {
            return Ok(());
        }
        let message = format!(
            "it has {found} columns, the header {}: look for a missing one, or put a text with the delimiter in it into quotation marks",
            self.columns
        );
        Err(LineFault::new(line.number, "", message))
    }

    /// The head of a file of bad lines.
    pub fn bad_header(&self) -> String {
        if self.mended { format!("{}\n", self.header) } else { format!("{}{}{FAULT}\n", self.header, char::from(self.delimiter)) }
    }

    /// A bad line as it stood, with what is wrong behind it.
    pub fn bad_line(&self, line: &Line, faults: &[LineFault]) -> String {
        let delimiter = char::from(self.delimiter);
        // What an earlier try found wrong gives way to what this one finds.
        let kept = match line.raw.rfind(delimiter) {
            Some(at) if self.mended && line.record.len() == self.columns && !line.raw.ends_with('"') => &line.raw[..at],
            _ => line.raw,
        };
        let missing = self.columns.saturating_sub(line.record.len() + usize::from(self.mended));
        let words: Vec<String> =
            faults.iter().map(|f| if f.field.is_empty() { f.message.clone() } else { format!("{}: {}", f.field, f.message) }).collect();
        let words = words.join("; ").replace('"', "'");
        format!("{kept}{}{delimiter}\"{words}\"\n", delimiter.to_string().repeat(missing))
    }
}

/// How many lines end between two places: at `\n`, or at a `\r` without one.
fn line_ends(text: &str, from: usize, to: usize) -> usize {
    let bytes = text.as_bytes();
    let span = bytes.get(from..to).unwrap_or_default().iter().enumerate();
    span.filter(|(i, b)| **b == b'\n' || **b == b'\r' && bytes.get(from + i + 1) != Some(&b'\n')).count()
}

/// A text of the file in a message: short, and nothing in it that a terminal would obey.
pub fn shown(text: &str) -> String {
    let plain: String = text.chars().take(40).map(|c| if c.is_control() { '?' } else { c }).collect();
    if text.chars().count() > 40 { format!("'{plain}...'") } else { format!("'{plain}'") }
}

/// UTF-8, with or without its mark. A file in another encoding is refused: a guess would make wrong names.
fn decode(bytes: &[u8]) -> Result<&str, LineFault> {
    const REMEDY: &str = "save it as CSV UTF-8 in the spreadsheet and try again";
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(LineFault::new(1, "", format!("the file is in UTF-16: {REMEDY}")));
    }
    let line_at = |at: usize| 1 + bytes.iter().take(at).filter(|b| **b == b'\n').count();
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(LineFault::new(line_at(at), "", format!("the file is not a text, or is in UTF-16: {REMEDY}")));
    }
    std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or(0);
        LineFault::new(line_at(at), "", format!("a letter is not UTF-8 (byte {byte:02X}, as of Windows-1252 or Latin-1): {REMEDY}"))
    })
}

/// The one of comma, semicolon and tab that stands most in the header.
fn delimiter_of(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|b| *b == delimiter).count();
    let (commas, semicolons, tabs) = (count(b','), count(b';'), count(b'\t'));
    if semicolons > commas && semicolons >= tabs {
        b';'
    } else if tabs > commas {
        b'\t'
    } else {
        b','
    }
}
