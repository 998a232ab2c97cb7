//! The To Do list: what waits for whoever is logged on, of every kind of work; an item whole; what management asks (`R-3`, `R-4`, `R-11`).

mod forms;
mod list;
mod mis;
pub mod one;

use crate::reports::todo::mis::Mis;
use crate::rules::role::Role;
use crate::tui::keys::Action;
use crate::tui::program::House;
use crate::tui::screen::Card;
use crate::tui::screens::patterns::Monthly;
use crate::tui::screens::patterns::monthly::{EARLIER, LATER};

pub const OPEN: Action = Action("open-item");
pub const WHOSE: Action = Action("whose-items");
pub const TYPE: Action = Action("type-of-items");
pub const NEXT: Action = Action("take-next");
pub const SEARCH: Action = Action("search-items");
pub const ACCOUNT: Action = Action("account-of-item");
pub const TAKE: Action = Action("take-item");
pub const PUT_BACK: Action = Action("put-item-back");
pub const ASSIGN: Action = Action("assign-item");
pub const FORWARD: Action = Action("forward-item");
pub const COMMENT: Action = Action("comment-item");
pub const COMPLETE: Action = Action("complete-item");

/// Who has a To Do list.
const STAFF: &[Role] = &[Role::Bcc, Role::Ccc, Role::Je, Role::Ae, Role::Ee];

pub const CARD: Card<House> = Card {
    name: "todo",
    title: "To Do",
    about: "All that waits for you, most pressing first",
    roles: STAFF,
    actions: &[OPEN, WHOSE, TYPE, NEXT, SEARCH, ACCOUNT, TAKE, PUT_BACK, ASSIGN, FORWARD, COMMENT, COMPLETE],
    open: |_| list::mine(),
};

pub const MIS: Card<House> = Card {
    name: "todo-mis",
    title: "To Do in figures",
    about: "Opened, done, waiting, by type and officer",
    roles: STAFF,
    actions: &[EARLIER, LATER],
    open: Monthly::<Mis>::open,
};
