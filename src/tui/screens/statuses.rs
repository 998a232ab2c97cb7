//! What each status of a connection means and what leads from one to the next, from the rules' own table.

use super::patterns::Leaf;
use crate::reports::statuses::statuses;
use crate::tui::program::House;
use crate::tui::screen::Card;

pub const CARD: Card<House> = Card {
    name: "statuses",
    title: "Statuses",
    about: "What LIVE, BLTD, DIS1 mean, and what leads where",
    roles: &[],
    actions: &[],
    open: |_| Leaf::of_report("statuses", "statuses", "Statuses of a connection", |look| Ok(statuses(&look.source()))),
};
