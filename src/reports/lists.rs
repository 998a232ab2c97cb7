//! The lists, by name: a new one is a line here.

use super::Source;
use super::application;
use super::complaint::lists as complaint;
use super::list::{Ask, Field, List, Rows};
use crate::base::{No, Period};
use crate::folds::Consumer;
use crate::journal::fact::Source as Reader;
use crate::print::Cell;
use crate::store::list::{Sort, Which};
use crate::store::read;

/// No list of postings is longer than what an approver can look through.
const POSTINGS: u32 = 10_000;

/// The list that the JE's grid and the slips are made from.
pub const DUE: &str = "due-for-disconnection";
/// The list that the JE's grid of reconnections is made from.
pub const RECONNECT: &str = "due-for-reconnection";

pub const LISTS: &[List] = &[
    List {
        name: "belated",
        title: "Belated",
        about: "did not pay the last month's bill; a notice is served (L-6)",
        rows: Rows::Consumers {
            which: Which::Belated,
            order: (Sort::Route, false),
            key: today,
            more: &[
                Field::text("last_bill", "Last bill"),
                Field::text("notice", "Notice"),
                Field::text("cut_from", "Cut from"),
                Field::text("last_paid", "Last paid"),
            ],
            cells: |c| vec![last_bill(c), notice(c), cut_from(c), last_paid(c)],
            walk: false,
        },
    },
    List {
        name: DUE,
        title: "Due for disconnection",
        about: "belated, and the days of the notice are over (L-15); who pays is out at once",
        rows: Rows::Consumers {
            which: Which::DueForCut,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("meter", "Meter"), Field::figures("last_reading", "Last reading"), Field::text("cut_from", "Cut from")],
            cells: |c| vec![meter(c), reading(c), cut_from(c)],
            walk: true,
        },
    },
    List {
        name: "disconnected",
        title: "Disconnected",
        about: "without supply and unpaid, DIS1 to DIS5",
        rows: Rows::Consumers {
            which: Which::Disconnected,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("disconnected_on", "Since"), Field::text("last_paid", "Last paid")],
            cells: |c| vec![since(c), last_paid(c)],
            walk: false,
        },
    },
    List {
        name: "auto-disconnected",
        title: "Disconnected by the month close",
        about: "no JE recorded their cut: the close did, in this period (L-7)",
        rows: Rows::Consumers {
            which: Which::AutoCut,
            order: (Sort::Route, false),
            key: |_, ask| ask.period.map(|period| period.to_string()).unwrap_or_default(),
            more: &[Field::text("period", "Period"), Field::text("meter", "Meter"), Field::figures("last_reading", "Last reading")],
            cells: |c| {
                let period = c.cut.and_then(|cut| cut.by_close).map_or(Cell::Blank, |period| period.to_string().into());
                vec![period, meter(c), reading(c)]
            },
            walk: true,
        },
    },
    List {
        name: RECONNECT,
        title: "Due for reconnection",
        about: "paid but not yet reconnected, PNR1 to PNR5",
        rows: Rows::Consumers {
            which: Which::DueForReconnection,
            order: (Sort::Route, false),
            key: today,
            more: &[
                Field::text("meter", "Meter"),
                Field::figures("last_reading", "Last reading"),
                Field::text("disconnected_on", "Cut on"),
                Field::text("last_paid", "Paid on"),
            ],
            cells: |c| vec![meter(c), reading(c), since(c), last_paid(c)],
            walk: true,
        },
    },
    List {
        name: "deactivated-outstanding",
        title: "Ended with dues",
        about: "for recovery proceedings: PDNP, PDOR, BLOG, DISP with dues",
        rows: Rows::Consumers {
            which: Which::Recovery,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("disconnected_on", "Since"), Field::text("last_paid", "Last paid"), Field::figures("sd", "Deposit")],
            cells: |c| vec![since(c), last_paid(c), c.sd.into()],
            walk: false,
        },
    },
    List {
        name: "door-lock",
        title: "Door lock",
        about: "Government consumers whom the last close billed by average (L-11)",
        rows: Rows::Consumers {
            which: Which::DoorLock,
            order: (Sort::Route, false),
            key: today,
            more: &[
                Field::text("department", "Department"),
                Field::text("last_reading_date", "Last read"),
                Field::figures("last_reading", "Last reading"),
            ],
            cells: |c| vec![department(c), c.last_reading().1.into(), reading(c)],
            walk: true,
        },
    },
    List {
        name: "withdrawn",
        title: "Withdrawn closes",
        about: "a payment that arrived late took back what a close did (L-13); the AE settles each",
        rows: Rows::Consumers {
            which: Which::Withdrawn,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("periods", "Periods"), Field::text("disconnected_on", "Cut on")],
            cells: |c| vec![periods(&c.withdrawn), since(c)],
            walk: false,
        },
    },
    List {
        name: "to-revise",
        title: "Bills to revise",
        about: "bills that rest on a close which was withdrawn (L-13); the AE settles each",
        rows: Rows::Consumers {
            which: Which::ToRevise,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("bills", "Bills")],
            cells: |c| vec![c.to_revise.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").into()],
            walk: false,
        },
    },
    List {
        name: "notice-short",
        title: "Notice too short",
        about: "belated, but the notice's fifteen clear days were not over at the close (L-7)",
        rows: Rows::Consumers {
            which: Which::NoticeShort,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("notice", "Notice"), Field::text("served", "Served"), Field::text("cut_from", "Cut from")],
            cells: |c| {
                let served = c.notice.as_ref().map_or(Cell::Blank, |notice| notice.served.into());
                vec![notice(c), served, cut_from(c)]
            },
            walk: false,
        },
    },
    List {
        name: "stuck-meters",
        title: "Stuck meters",
        about: "meters recorded stuck and not yet changed; billed by average",
        rows: Rows::Consumers {
            which: Which::StuckMeter,
            order: (Sort::Route, false),
            key: today,
            more: &[
                Field::text("meter", "Meter"),
                Field::text("stuck_since", "Stuck since"),
                Field::figures("last_reading", "Last reading"),
            ],
            cells: |c| vec![meter(c), c.meter.stuck_since.map_or(Cell::Blank, Cell::Day), reading(c)],
            walk: true,
        },
    },
    List {
        name: "under-reported",
        title: "Under-reported readings",
        about: "self-readings that a surprise check found too low (B-11)",
        rows: Rows::Consumers {
            which: Which::UnderReported,
            order: (Sort::Route, false),
            key: today,
            more: &[
                Field::text("checked_on", "Checked on"),
                Field::figures("self_reading", "Self"),
                Field::figures("surprise_reading", "Surprise"),
            ],
            cells: |c| {
                let of = |who: Reader| c.unbilled.iter().rev().find(|reading| reading.source == who);
                let value = |who| of(who).map_or(Cell::Blank, |reading| reading.value.to_string().into());
                vec![of(Reader::Surprise).map_or(Cell::Blank, |reading| reading.day.into()), value(Reader::Own), value(Reader::Surprise)]
            },
            walk: false,
        },
    },
    List {
        name: "unposted",
        title: "Government readings not posted",
        about: "Government consumers without a reading in this period (C-15)",
        rows: Rows::Consumers {
            which: Which::Unposted,
            order: (Sort::Department, false),
            key: |source, _| source.today.period().to_string(),
            more: &[
                Field::text("department", "Department"),
                Field::text("last_reading_date", "Last read"),
                Field::figures("last_reading", "Last reading"),
            ],
            cells: |c| vec![department(c), c.last_reading().1.into(), reading(c)],
            walk: false,
        },
    },
    List {
        name: "cash-only",
        title: "Cash only after a dishonoured cheque",
        about: "consumers whose cheques are not taken (C-16)",
        rows: Rows::Consumers {
            which: Which::CashOnly,
            order: (Sort::Consumer, false),
            key: today,
            more: &[Field::text("cash_only_until", "Until")],
            cells: |c| vec![c.cash_only_until.map_or(Cell::Blank, Cell::Day)],
            walk: false,
        },
    },
    List {
        name: "arrears",
        title: "Arrears",
        about: "consumers who owe a rupee or more, the largest first",
        rows: Rows::Consumers {
            which: Which::Dues,
            order: (Sort::Balance, true),
            key: today,
            more: &[Field::text("last_bill", "Last bill"), Field::text("last_paid", "Last paid"), Field::figures("sd", "Deposit")],
            cells: |c| vec![last_bill(c), last_paid(c), c.sd.into()],
            walk: false,
        },
    },
    List {
        name: "advances",
        title: "Advances",
        about: "consumers who paid a rupee or more ahead, the largest first",
        rows: Rows::Consumers {
            which: Which::Advance,
            order: (Sort::Balance, false),
            key: today,
            more: &[Field::text("last_paid", "Last paid")],
            cells: |c| vec![last_paid(c)],
            walk: false,
        },
    },
    List {
        name: "double-billed",
        title: "Billed twice for a period",
        about: "two desks billed one period; the later bill is void (L-13)",
        rows: Rows::Consumers {
            which: Which::DoubleBilled,
            order: (Sort::Route, false),
            key: today,
            more: &[Field::text("periods", "Periods")],
            cells: |c| vec![periods(&c.double_billed)],
            walk: false,
        },
    },
    List {
        name: "postings",
        title: "Postings that wait",
        about: "misc. postings and refunds that an AE has to decide (C-11)",
        rows: Rows::Few {
            fields: &[
                Field::text("posting", "Posting"),
                Field::text("date", "Date"),
                Field::text("what", "What"),
                Field::text("consumers", "Consumers"),
                Field::text("reason", "Reason"),
                Field::text("maker", "Maker"),
                Field::total("amount", "Amount"),
            ],
            read: postings,
        },
    },
    List {
        name: "users",
        title: "Users",
        about: "who may work here, and as what",
        rows: Rows::Few {
            fields: &[Field::text("user", "User"), Field::text("roles", "Roles"), Field::text("state", "State")],
            read: users,
        },
    },
    application::ITEMS,
    application::EXPIRED,
    application::APART,
    application::TWICE,
    complaint::PENDING,
    complaint::LATE,
    complaint::METERS,
    complaint::APART,
];

fn today(source: &Source, _: &Ask) -> String {
    source.today.to_string()
}

fn meter(consumer: &Consumer) -> Cell {
    consumer.meter.no.as_str().into()
}

fn last_bill(consumer: &Consumer) -> Cell {
    consumer.last_bill.as_ref().map_or(Cell::Blank, |bill| bill.period.to_string().into())
}

fn notice(consumer: &Consumer) -> Cell {
    consumer.notice.as_ref().map_or(Cell::Blank, |notice| notice.no.to_string().into())
}

fn cut_from(consumer: &Consumer) -> Cell {
    consumer.notice.as_ref().map_or(Cell::Blank, |notice| notice.cut_from.into())
}

fn since(consumer: &Consumer) -> Cell {
    consumer.disconnected_on.map_or(Cell::Blank, Cell::Day)
}

fn department(consumer: &Consumer) -> Cell {
    consumer.supply.govt_department.as_deref().map_or(Cell::Blank, Cell::from)
}

fn periods(periods: &[Period]) -> Cell {
    periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").into()
}

fn reading(consumer: &Consumer) -> Cell {
    consumer.last_reading().0.to_string().into()
}

fn last_paid(consumer: &Consumer) -> Cell {
    consumer.last_receipt.as_ref().map_or(Cell::Blank, |receipt| receipt.day.into())
}

fn postings(source: &Source) -> Result<Vec<Vec<Cell>>, No> {
    let pending = read::postings(source.conn, "waiting", POSTINGS)?;
    let row = |posting: crate::folds::Pending| {
        let consumers = posting.what.consumers().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        vec![
            posting.no.to_string().into(),
            posting.day.into(),
            posting.what.words().into(),
            consumers.into(),
            posting.reason.into(),
            posting.maker.into(),
            posting.what.amount().into(),
        ]
    };
    Ok(pending.into_iter().map(row).collect())
}

fn users(source: &Source) -> Result<Vec<Vec<Cell>>, No> {
    let row = |user: crate::folds::User| {
        let roles = user.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        vec![user.name.into(), roles.into(), if user.locked { "locked" } else { "" }.into()]
    };
    Ok(read::users(source.conn, source.desk.office())?.into_iter().map(row).collect())
}
