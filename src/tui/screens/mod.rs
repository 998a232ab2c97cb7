//! The program's screens, one file each, and their register.

pub mod account;
pub mod approvals;
pub mod bulk;
mod cases;
pub mod cheque;
pub mod complaints;
pub mod connections;
pub mod consumer;
pub mod counter;
pub mod find;
pub mod home;
pub mod instalments;
pub mod lists;
pub mod login;
pub mod meters;
pub mod misc;
pub mod month_close;
pub mod notices;
pub mod offices;
pub mod online;
pub mod parts;
pub mod patterns;
pub mod payment;
mod posting_form;
pub mod postings;
pub mod print_queue;
pub mod protests;
pub mod reports;
mod returned;
pub mod revision;
mod round;
pub mod slips;
pub mod stationery;
pub mod statuses;
pub mod supply;
pub mod sync;
pub mod tariffs;
pub mod todo;
pub mod users;
pub mod walk;

use super::program::House;
use super::screen::Register;

/// All screens that a name, a key or the menu opens: the one place where a new one is mentioned. Their keys stand in
/// `assets/keys.toml`, their help in `assets/help.toml`.
pub const REGISTER: Register<House> = &[
    payment::CARD,
    find::CARD,
    misc::CARD,
    bulk::CARD,
    counter::CARD,
    postings::CARD,
    approvals::CARD,
    cheque::CARD,
    online::CARD,
    instalments::CARD,
    protests::CARD,
    meters::CARD,
    month_close::CARD,
    notices::CARD,
    offices::CARD,
    supply::CARD,
    walk::CARD,
    slips::CARD,
    lists::CARD,
    reports::CARD,
    todo::CARD,
    todo::MIS,
    connections::CARD,
    connections::NEW,
    connections::heaps::CARD,
    revision::CARD,
    complaints::CARD,
    complaints::pendency::CARD,
    print_queue::CARD,
    sync::CARD,
    stationery::CARD,
    users::CARD,
    tariffs::CARD,
    tariffs::NEW,
    statuses::CARD,
    account::CARD,
];
