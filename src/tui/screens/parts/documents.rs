//! The documents of a request: where each lies, and those that lie here put where a person's own programs find them (`R-8`).

use crate::base::{No, PaperNo};
use crate::reports::documents::{line, of, place};
use crate::store::documents::{Lies, save as save_to};
use crate::store::named::{Named, of_request};
use crate::tui::program::{House, View, Work};
use crate::tui::screen::Effect;
use crate::tui::screens::patterns::listing::{FOLDER, Said};

/// A line for each.
///
/// # Errors
/// A fault of the data file.
pub fn lines(view: &View<'_>, no: &PaperNo) -> Result<Vec<String>, No> {
    let found = of(view.conn(), view.eye.reader().dir(), no)?;
    Ok(found.iter().map(|(named, lies)| line(named, *lies, view.desk())).collect())
}

/// The effect of saving those that lie here under their own names in the data folder; it says where, and which lie elsewhere:
/// those are fetched next.
pub fn save(no: &PaperNo) -> Effect<House> {
    let no = no.clone();
    Effect::Act(Work::new(move |bench| {
        let (store, own) = (bench.desk.store(), bench.desk.id());
        let documents = of_request(store.connection(), &no)?;
        if documents.is_empty() {
            return Ok(Said::outcome(format!("no document came with {no}")));
        }
        let to = store.dir().join(FOLDER).join(no.to_string());
        let saved = save_to(store.dir(), &documents, &to)?;
        let mut said = Vec::new();
        match saved.iter().filter(|saved| saved.is_ok()).count() {
            0 => {}
            1 => said.push(format!("saved in {}", to.display())),
            count => said.push(format!("{count} saved in {}", to.display())),
        }
        let lacking: Vec<_> = documents.iter().zip(saved).filter_map(|(named, saved)| Some((named, saved.err()?))).collect();
        let named = |(named, lies): &(&Named, Lies)| format!("{} is {}", named.file.name, place(named, *lies, own));
        let told = lacking.iter().map(named).collect::<Vec<_>>();
        if let Some(hub) = bench.hub.filter(|_| !lacking.is_empty()) {
            said.push("asked for at the hub: press again in a moment".to_owned());
            hub.want(lacking.into_iter().map(|(named, _)| named.clone()).collect());
        }
        said.extend(told);
        Ok(Said::outcome(said.join("; ")))
    }))
}
