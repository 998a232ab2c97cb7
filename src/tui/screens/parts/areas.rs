//! The areas of a list, with how many stand in each: for a field that takes an area, or nothing for all.

use crate::base::{No, Refusal};
use crate::reports::{Ask, List};
use crate::tui::looks::Tone;
use crate::tui::program::View;
use crate::tui::screens::patterns::{Found, Look, Texts};
use crate::tui::widgets::Panel;

/// Looks up the area typed by its number in the list, its name, or the beginning of its name. Nothing typed: all areas.
///
/// # Errors
/// A fault of the data file.
pub fn look_up(view: &View<'_>, list: &str, texts: &Texts, field: &'static str, found: &mut Found) -> Result<(), No> {
    let list = List::named(list)?;
    let look = Look::from(view);
    let mut areas: Vec<(String, i64)> = Vec::new();
    for part in list.parts(&look.source(), &Ask::default())? {
        match areas.last_mut().filter(|(area, _)| *area == part.area) {
            Some((_, rows)) => *rows += part.rows,
            None => areas.push((part.area, part.rows)),
        }
    }
    let all: i64 = areas.iter().map(|(_, rows)| rows).sum();
    found.title = format!("{}: {all} in {} areas", list.title, areas.len());
    if areas.is_empty() {
        found.title = list.title.to_owned();
        found.panel = Panel::new().note(Tone::Good, "nobody stands in this list");
        return Ok(());
    }
    let typed = texts.get(field).trim().to_lowercase();
    let named = |row: usize| areas.get(row).map_or("", |(area, _)| area.as_str());
    let panel = Panel::new();
    found.panel = areas
        .iter()
        .enumerate()
        .fold(panel, |panel, (place, (area, rows))| panel.pair(&format!("{:>2}  {area}", place + 1), rows.to_string()));
    if typed.is_empty() {
        return Ok(());
    }
    let by_place = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|place| *place < areas.len());
    let by_name = || areas.iter().position(|(area, _)| area.to_lowercase() == typed);
    let by_start = || areas.iter().position(|(area, _)| area.to_lowercase().starts_with(&typed));
    match by_name().or(by_place).or_else(by_start) {
        Some(place) => found.put.push((field, named(place).to_owned())),
        None => {
            let message = "No area of this list is called so: type one of the list, its number, or nothing for all.";
            found.wrong = Some(Refusal::new("L-14", message).at(field));
        }
    }
    Ok(())
}
