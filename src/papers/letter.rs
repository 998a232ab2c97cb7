//! What letters have in common: the office's head, the marks, who it is about.

use super::parts::office;
use super::{Sheet, Source};
use crate::base::{ConsumerNo, Day, DeskId};
use crate::journal::Personal;
use crate::print::{Document, Section};

/// A letter of the office of `desk`, headed and dated.
pub fn letter(source: &Source, desk: &DeskId, title: &str, day: Day, copy: u32) -> Document {
    let mut document = Document::new(title);
    document.office = vec![source.rules.profile.name.clone(), office(source, desk)];
    document.mark = mark(source, copy);
    document.meta = vec![("Date".to_owned(), day.dmy())];
    document
}

/// `TRAINING`, `DUPLICATE 2`: what every page bears.
pub fn mark(source: &Source, copy: u32) -> String {
    let training = source.training.then(|| "TRAINING".to_owned());
    let duplicate = (copy > 0).then(|| format!("DUPLICATE {copy}"));
    training.into_iter().chain(duplicate).collect::<Vec<_>>().join(", ")
}

/// Names and values, a pair a line.
pub fn pairs<const N: usize>(pairs: [(&str, String); N]) -> Section {
    Section::Pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Who it is about.
pub fn about(consumer: ConsumerNo, personal: &Personal) -> Section {
    pairs([("Consumer no", consumer.to_string()), ("Name", personal.name.clone()), ("Address", personal.address.clone())])
}

pub fn sheet(document: Document) -> Sheet {
    Sheet::Document(Box::new(document))
}
