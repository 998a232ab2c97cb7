//! The lists, by name: a new one is a line here.

use super::Source;
use super::complaint::lists as complaint;
use super::list::{Field, List, Rows};
use crate::base::No;
use crate::folds::Consumer;
use crate::journal::fact::Source as Reader;
use crate::print::Cell;
use crate::store::list::{Sort, Which};
use crate::store::read;

/// No list of postings is longer than what an approver can look through.
const POSTINGS: u32 = 10_000;

pub const LISTS: &[List] = &[
    List {
        name: "stuck-meters",
        title: "Stuck meters",
        about: "meters recorded stuck and not yet changed; billed by average",
        rows: Rows::Consumers {
            which: Which::StuckMeter,
            order: (Sort::Consumer, false),
            key: today,
            more: &[
                Field::text("meter", "Meter"),
                Field::text("stuck_since", "Stuck since"),
                Field::figures("last_reading", "Last reading"),
            ],
            cells: |c| vec![c.meter.no.as_str().into(), c.meter.stuck_since.map_or(Cell::Blank, Cell::Day), reading(c)],
        },
    },
    List {
        name: "under-reported",
        title: "Under-reported readings",
        about: "self-readings that a surprise check found too low (B-11)",
        rows: Rows::Consumers {
            which: Which::UnderReported,
            order: (Sort::Consumer, false),
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
        },
    },
    List {
        name: "unposted",
        title: "Government readings not posted",
        about: "Government consumers without a reading in this period (C-15)",
        rows: Rows::Consumers {
            which: Which::Unposted,
            order: (Sort::Department, false),
            key: |source| source.today.period().to_string(),
            more: &[
                Field::text("department", "Department"),
                Field::text("last_reading_date", "Last read"),
                Field::figures("last_reading", "Last reading"),
            ],
            cells: |c| {
                let department = c.supply.govt_department.as_deref().map_or(Cell::Blank, Cell::from);
                vec![department, c.last_reading().1.into(), reading(c)]
            },
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
            cells: |c| {
                let bill = c.last_bill.as_ref().map_or(Cell::Blank, |bill| bill.period.to_string().into());
                vec![bill, last_paid(c), c.sd.into()]
            },
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
        },
    },
    List {
        name: "double-billed",
        title: "Billed twice for a period",
        about: "two desks billed one period; the later bill is void (L-13)",
        rows: Rows::Consumers {
            which: Which::DoubleBilled,
            order: (Sort::Consumer, false),
            key: today,
            more: &[Field::text("periods", "Periods")],
            cells: |c| vec![c.double_billed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").into()],
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
    complaint::PENDING,
    complaint::LATE,
    complaint::METERS,
    complaint::APART,
];

fn today(source: &Source) -> String {
    source.today.to_string()
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
    Ok(read::users(source.conn)?.into_iter().map(row).collect())
}
