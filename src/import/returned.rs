//! A list that came back from the walk and was typed elsewhere: columns `consumer,done,date,reading,remark`,
//! and `rollover` where a meter passed its last digit (`L-12`).

use super::table::{Table, shown};
use super::{Checked, LineFault, field};
use crate::acts::returned::{Errand, Returned};
use crate::acts::shows::Shows;
use crate::base::Day;
use crate::rules::profile::Profile;

const COLUMNS: [&str; 6] = ["consumer", "done", "date", "reading", "remark", "rollover"];
const MOST_REMARK: usize = 200;

/// The lines that were done, with their line numbers; `None` for one that was not. `confirmed` says that readings far above the usual were
/// looked at again.
///
/// # Errors
/// The file as a whole can't be read; its faults.
pub fn read(
    bytes: &[u8],
    errand: Errand,
    profile: &Profile,
    office: &str,
    today: Day,
    confirmed: bool,
) -> Result<Checked<(usize, Option<Returned>)>, Vec<LineFault>> {
    let mut table = Table::open(bytes, &COLUMNS, &["consumer", "done"])?;
    let notes = std::mem::take(&mut table.notes);
    let mut checked = Checked { rows: Vec::new(), faults: Vec::new(), notes, bad: String::new() };
    for line in table.records() {
        let row = |column| table.field(&line, column);
        let number = line.number;
        let mut faults: Vec<LineFault> = table.check_width(&line).err().into_iter().collect();
        let mut fault = |place: usize, message: String| faults.push(LineFault::new(number, COLUMNS[place], message));
        let consumer = profile.parse_number(row(0), office).map_err(|r| fault(0, r.message)).ok();
        // Of a word that is neither, the rest of the line is looked at all the same.
        let done = field::yes_no(row(1)).map_err(|message| fault(1, message)).unwrap_or(true);
        if !done {
            if faults.is_empty() {
                checked.rows.push((number, None));
            }
        } else {
            let day = if row(2).is_empty() { Ok(today) } else { field::day(row(2), today) };
            let day = day.map_err(|message| fault(2, message)).ok();
            let reading = row(3);
            if errand == Errand::Reconnect && reading.is_empty() {
                fault(3, "it is empty: a reconnection needs the reading of the day".to_owned());
            }
            if !reading.bytes().all(|b| b.is_ascii_digit()) {
                fault(3, format!("{} is not a reading: write the digits that the meter shows", shown(reading)));
            }
            let rollover = field::yes_no(row(5)).map_err(|message| fault(5, message)).unwrap_or_default();
            let remark = field::text(row(4), MOST_REMARK).map_err(|message| fault(4, message)).unwrap_or_default();
            if let (Some(consumer), Some(day), true) = (consumer, day, faults.is_empty()) {
                let shows = Shows { typed: reading.to_owned(), rollover, confirmed };
                let reading = Some(shows).filter(|shows| !shows.typed.is_empty());
                checked.rows.push((number, Some(Returned { consumer, day, reading, remark })));
            }
        }
        if !faults.is_empty() {
            if checked.bad.is_empty() {
                checked.bad = table.bad_header();
            }
            checked.bad.push_str(&table.bad_line(&line, &faults));
            checked.faults.append(&mut faults);
        }
    }
    Ok(checked)
}
