//! From the text of a tariff file to a checked [`Tariff`] or [`FuelFile`].

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::category;
use super::check;
use super::fuel::{self, FuelFile};
use super::model::{Base, Ratios, Rebates, Surcharge, SurchargeBase, Tariff, TariffMark, TemporarySupply, Works};
use super::read::{Faults, Table, TariffFault, Value};

/// What one tariff file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    Tariff(Box<Tariff>),
    Fuel(FuelFile),
}

impl Document {
    /// Reads and checks the text of a file. All faults are named, not only the first.
    pub fn load(text: &str, file: &str) -> Result<Self, Vec<TariffFault>> {
        let faults = Faults::new(file, text);
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            faults.add_syntax(error.span().map_or(0, |s| s.start), error.message());
        }
        let document = if faults.any() { None } else { read(Table::new(root.get_ref(), root.span(), String::new(), &faults), text) };
        let list = faults.into_list();
        match document {
            Some(document) if list.is_empty() => Ok(document),
            _ => Err(list),
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Self::Tariff(tariff) => &tariff.id,
            Self::Fuel(fuel) => &fuel.id,
        }
    }

    pub fn schedule(&self) -> &str {
        match self {
            Self::Tariff(tariff) => &tariff.schedule,
            Self::Fuel(fuel) => &fuel.schedule,
        }
    }

    /// SHA-256 of the file's text, in hex.
    pub fn hash(&self) -> &str {
        match self {
            Self::Tariff(tariff) => &tariff.hash,
            Self::Fuel(fuel) => &fuel.hash,
        }
    }
}

fn read(root: Table<'_>, text: &str) -> Option<Document> {
    let kind = root
        .need("kind", "kind = \"tariff\" or kind = \"fuel\"")
        .and_then(|v| root.word("kind", v, &[("tariff", true), ("fuel", false)]))?;
    let name = |key, example| root.must(key, example, Value::word);
    let id = name("id", "id = \"up-2026\"");
    let schedule = name("schedule", "schedule = \"up\"");
    let source = root.must("source", "source = the order and its date", Value::text).map(str::to_owned);
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    let document = if kind {
        tariff(&root).map(|tariff| (tariff, id, schedule, source)).and_then(|(tariff, id, schedule, source)| {
            Some(Document::Tariff(Box::new(Tariff { id: id?, schedule: schedule?, source: source?, hash, ..tariff })))
        })
    } else {
        id.zip(schedule).zip(source).and_then(|((id, schedule), source)| fuel::read(&root, id, schedule, source, hash)).map(Document::Fuel)
    };
    root.close();
    document
}

/// Everything of a tariff but id, schedule, source and hash.
fn tariff(root: &Table<'_>) -> Option<Tariff> {
    const MARKS: [(&str, TariffMark); 3] =
        [("notified", TariffMark::Notified), ("confirmed", TariffMark::Confirmed), ("sample", TariffMark::Sample)];
    let from = root.must("from", "from = 2026-07-02, the day from which it holds", Value::day);
    let mark = root.need("mark", "mark = \"notified\", \"confirmed\" or \"sample\"").and_then(|v| root.word("mark", v, &MARKS));
    let surcharge = root.must("surcharge", "[surcharge] with percent and base", |v, place| surcharge(v.table(place)?));
    let ratios = Ratios { power_factor: root.read("power_factor", Value::load), kw_per_hp: root.read("kw_per_hp", Value::load) };
    let rebates = root.read("rebate", |v, place| Some(rebates(v.table(place)?))).unwrap_or_default();
    let reconnection = root.read("reconnection", |v, place| category::by_phase_alone(v.table(place)?));
    let dishonour = root.read("dishonoured_cheque", Value::rate);
    let works = root.read("works", |v, place| works(v.table(place)?));
    let temporary = root.read("temporary", |v, place| temporary(v.table(place)?));
    let drafts = root.must("category", "[category.DOM] and below it what the category charges", |v, place| {
        let table = v.table(place)?;
        let named = table.all();
        let drafts: Vec<_> = named.into_iter().map(|(code, at, value)| draft(code, at, value)).collect();
        if drafts.is_empty() {
            table.faults.add(table.at, "no category is named", "write [category.DOM] and below it what the category charges");
        }
        drafts.into_iter().collect::<Option<Vec<_>>>()
    });
    let categories = check::assemble(drafts?, &ratios, root.faults)?;
    Some(Tariff {
        id: String::new(),
        schedule: String::new(),
        from: from?,
        mark: mark?,
        source: String::new(),
        hash: String::new(),
        surcharge: surcharge?,
        rebates,
        reconnection,
        dishonour,
        works,
        temporary,
        categories,
        ratios,
    })
}

fn draft<'t>(code: &str, at: usize, value: Value<'t>) -> Option<category::Draft<'t>> {
    let mut table = value.table(&format!("category {code}"))?;
    table.at = at;
    category::read(code, table)
}

fn surcharge(table: Table<'_>) -> Option<Surcharge> {
    let percent = table.must("percent", "percent = 2", Value::percent);
    let base = table
        .need("base", "base = \"cc\" or \"outstanding\"")
        .and_then(|v| table.word("base", v, &[("cc", SurchargeBase::Cc), ("outstanding", SurchargeBase::Outstanding)]));
    table.close();
    Some(Surcharge { percent: percent?, base: base? })
}

fn rebates(table: Table<'_>) -> Rebates {
    let prompt = table.read("prompt", |v, place| {
        let inner = v.table(place)?;
        let percent = inner.must("percent", "percent = 1", Value::percent);
        let base: Option<Base> = inner.need("of", "of = \"energy\"").and_then(|v| inner.word("of", v, &category::BASES));
        inner.close();
        percent.zip(base)
    });
    let advance = table.read("advance", |v, place| {
        let inner = v.table(place)?;
        let percent = inner.must("percent", "percent = 0.5", Value::percent);
        inner.close();
        percent
    });
    table.close();
    Rebates { prompt, advance }
}

fn works(table: Table<'_>) -> Option<Works> {
    let line = table.must("line", "line = 750", Value::rate);
    let metres = table.must("line_metres", "line_metres = 30", |v, place| v.count(place, 10_000));
    let further = table.must("further_metre", "further_metre = 40", Value::rate);
    let meter = table.must("meter", "meter = { single = 150, three = 400 }", |v, place| category::by_phase_alone(v.table(place)?));
    let inspection = table.must("inspection", "inspection = 100", Value::rate);
    let supervision = table.must("supervision_percent", "supervision_percent = 10", Value::percent);
    table.close();
    Some(Works {
        line: line?,
        line_metres: u32::try_from(metres?).ok()?,
        further_metre: further?,
        meter: meter?,
        inspection: inspection?,
        supervision: supervision?,
    })
}

fn temporary(table: Table<'_>) -> Option<TemporarySupply> {
    let hours = table.must("hours_a_day", "hours_a_day = 8", |v, place| v.count(place, 24));
    let connection = table.must("connection", "connection = 300", Value::rate);
    table.close();
    Some(TemporarySupply { hours_a_day: u8::try_from(hours?).ok()?, connection: connection? })
}
