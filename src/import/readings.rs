//! A round of readings: columns `consumer,reading,date`, and `rollover` where a meter passed its last digit; a spot-billing device's
//! file is the same (`C-15`).

use super::table::{Table, shown};
use super::{Checked, LineFault, field};
use crate::acts::reading::RoundRow;
use crate::acts::shows::Shows;
use crate::base::Day;
use crate::rules::profile::Profile;

const COLUMNS: [&str; 4] = ["consumer", "reading", "date", "rollover"];

/// Reads a round. `confirmed` says that the clerk has looked at readings far above the usual.
///
/// # Errors
/// The file as a whole can't be read; its faults.
pub fn read(
    bytes: &[u8],
    profile: &Profile,
    office: &str,
    today: Day,
    confirmed: bool,
) -> Result<Checked<(usize, RoundRow)>, Vec<LineFault>> {
    let mut table = Table::open(bytes, &COLUMNS, &COLUMNS[..3])?;
    let notes = std::mem::take(&mut table.notes);
    let mut checked = Checked { rows: Vec::new(), faults: Vec::new(), notes, bad: String::new() };
    for line in table.records() {
        let row = |column| table.field(&line, column);
        let number = line.number;
        let mut faults: Vec<LineFault> = table.check_width(&line).err().into_iter().collect();
        let mut fault = |place: usize, message: String| faults.push(LineFault::new(number, COLUMNS[place], message));
        let consumer = profile.parse_number(row(0), office).map_err(|r| fault(0, r.message)).ok();
        let reading = row(1);
        if reading.is_empty() || !reading.bytes().all(|b| b.is_ascii_digit()) {
            fault(1, format!("{} is not a reading: write the digits that the meter shows", shown(reading)));
        }
        let day = field::day(row(2), today).map_err(|message| fault(2, message)).ok();
        let rollover = field::yes_no(row(3)).map_err(|message| fault(3, message)).unwrap_or_default();
        match (consumer, day) {
            (Some(consumer), Some(day)) if faults.is_empty() => {
                let reading = Shows { typed: reading.to_owned(), rollover, confirmed };
                checked.rows.push((number, RoundRow { consumer, reading, day }));
            }
            _ => {
                if checked.bad.is_empty() {
                    checked.bad = table.bad_header();
                }
                checked.bad.push_str(&table.bad_line(&line, &faults));
                checked.faults.append(&mut faults);
            }
        }
    }
    Ok(checked)
}
