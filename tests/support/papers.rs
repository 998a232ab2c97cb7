//! Papers with believable values.

use ebcm::base::{Money, words::in_words};
use ebcm::print::{Field, Upi, Values};

pub fn money(rupees: &str) -> Money {
    Money::parse(rupees).expect("an amount")
}

/// The worked example's second bill and its receipt.
pub fn receipt() -> Values {
    let mut values = bill();
    values.upi = None;
    values
        .set(Field::ReceiptNo, "R-KVT-1-2627-000123")
        .set(Field::ReceiptTime, "12-10-2026 10:42")
        .rupees(Field::Amount, money("585"))
        .set(Field::AmountInWords, in_words(money("585")))
        .set(Field::Modes, "Cash 285.00; UPI 300.00 ref 428812345678")
        .amount(Field::Tendered, money("500"))
        .amount(Field::Change, money("215"))
        .amount(Field::Balance, money("-0.30"))
        .set(Field::Status, "LIVE")
        .set(Field::Notice, "Kept on account 0.30")
        .set(Field::Clerk, "P. Fathima Beevi");
    values
}

pub fn bill() -> Values {
    let mut values = Values::new();
    values
        .set(Field::Utility, "LAKSHADWEEP ELECTRICITY DEPARTMENT")
        .set(Field::Office, "Kavaratti (KVT)")
        .set(Field::Desk, "Desk 1")
        .set(Field::Training, "TRAINING")
        .set(Field::SampleTariff, "SAMPLE TARIFF")
        .set(Field::ConsumerNo, "010001230")
        .set(Field::OldNo, "KV/DOM/1187")
        .set(Field::Name, "Pallichapura Kunhikoya")
        .set(Field::Address, "Beach Palm House, near the Juma Mosque, Ward 4, Kavaratti")
        .set(Field::Category, "DOM Domestic")
        .set(Field::Load, "2.00 kW")
        .set(Field::Phase, "1-phase")
        .set(Field::MeterNo, "LK 4471882")
        .set(Field::Status, "BLTD")
        .set(Field::Period, "Oct 2026")
        .set(Field::Months, "2")
        .set(Field::PreviousReading, "1200")
        .set(Field::PreviousDate, "05-08-2026")
        .set(Field::Reading, "1440")
        .set(Field::ReadingDate, "12-10-2026")
        .set(Field::Units, "240")
        .set(Field::Method, "self-reading")
        .set(Field::BillNo, "B-KVT-1-2627-000118")
        .set(Field::BillDate, "12-10-2026")
        .set(Field::DueDate, "31-10-2026")
        .set(Field::Tariff, "led-sample, from 01-04-2024")
        .line("Energy, first 200", "200", "2.00", money("400"))
        .line("Energy, next 200", "40", "3.50", money("140"))
        .line("Fixed charge", "", "", money("20"))
        .line("Less ACM 2026-09", "110", "", money("-235"))
        .amount(Field::BillAmount, money("325"))
        .amount(Field::Bpsc, money("0"))
        .amount(Field::Postings, money("0"))
        .amount(Field::Arrears, money("259.70"))
        .amount(Field::Payable, money("584.70"))
        .rupees(Field::Collect, money("585"))
        .set(Field::CollectInWords, in_words(money("585")))
        .set(
            Field::Explanation,
            "Reading 1440 less 1200 gives 240 units for 2 months, 120 a month.\nEach month: 100 units at 2.00 and 20 at 3.50 = 270.00.\n\
             2 months = 540.00.\nSeptember was billed by average, 110 units: 235.00 is taken back.\nArrears of 259.70 stand from September.",
        )
        .set(Field::Notice, "Bring this bill to the counter. Pay before the due date to avoid surcharge.");
    values.upi = Some(Upi {
        payee: "led.kavaratti@sbi".into(),
        payee_name: "Lakshadweep Electricity Department".into(),
        amount: money("585"),
        note: "B-KVT-1-2627-000118".into(),
    });
    values
}
