//! Applications for connections, from hand to hand: each role's work list, an application whole, its next step, new ones (`N-1` to `N-8`).

pub mod begin;
mod collect;
mod fields;
pub mod heaps;
pub mod one;
mod papers;
mod parts;
mod portal;
pub mod step;
pub mod told;
pub mod work;

use crate::rules::role::Role;
use crate::tui::keys::Action;
use crate::tui::program::House;
use crate::tui::screen::Card;

pub const OPEN: Action = Action("open-application");
pub const WHOLE: Action = Action("whole-office");
pub const PORTAL: Action = Action("portal-file");
pub const EXPIRED: Action = Action("past-last-date");
pub const PATH: Action = Action("path-of");
pub const PAPERS: Action = Action("papers-of");
pub const VIEW: Action = Action("consumer-of");
pub const SHEET: Action = Action("sheet-of");
pub const AGAIN: Action = Action("paper-again");
pub const CHECK: Action = Action("check-applications-again");

pub const CARD: Card<House> = Card {
    name: "connections",
    title: "Connections",
    about: "Applications, each with whose step is next",
    roles: &[Role::Bcc, Role::Je, Role::Ae, Role::Ee],
    actions: &[OPEN, WHOLE, PORTAL, EXPIRED, PATH, PAPERS, VIEW, SHEET, AGAIN, CHECK],
    open: |_| work::mine(),
};

pub const NEW: Card<House> = Card {
    name: "new-application",
    title: "New application",
    about: "New supply, temporary, a change, the end of one",
    roles: &[Role::Bcc, Role::Je, Role::Ae],
    actions: &[],
    open: |_| begin::screen(None),
};
