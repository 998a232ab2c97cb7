//! The definitions in force: those that come with the program and the profile names, and those that the office added.

use super::{Workflow, WorkflowFault, load};

/// The definitions that come with the program: file and text.
pub const SHIPPED: [(&str, &str); 15] = [
    ("regular", include_str!("../../../assets/workflows/regular.toml")),
    ("lateral", include_str!("../../../assets/workflows/lateral.toml")),
    ("quarters", include_str!("../../../assets/workflows/quarters.toml")),
    ("temporary-advance-first", include_str!("../../../assets/workflows/temporary-advance-first.toml")),
    ("temporary-order-first", include_str!("../../../assets/workflows/temporary-order-first.toml")),
    ("permanent", include_str!("../../../assets/workflows/permanent.toml")),
    ("stop-bill", include_str!("../../../assets/workflows/stop-bill.toml")),
    ("reactivation", include_str!("../../../assets/workflows/reactivation.toml")),
    ("change-name", include_str!("../../../assets/workflows/change-name.toml")),
    ("change-category", include_str!("../../../assets/workflows/change-category.toml")),
    ("change-load", include_str!("../../../assets/workflows/change-load.toml")),
    ("change-phase", include_str!("../../../assets/workflows/change-phase.toml")),
    ("change-contact", include_str!("../../../assets/workflows/change-contact.toml")),
    ("shifting", include_str!("../../../assets/workflows/shifting.toml")),
    (REVISION, include_str!("../../../assets/workflows/bill-revision.toml")),
];

/// The workflow of requests about bills: every office has it, whatever connections it makes.
pub const REVISION: &str = "bill-revision";

/// All that a profile may use, each by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workflows {
    list: Vec<Workflow>,
    /// Definitions of the office's own that this program can't read: it is older than who brought them in (`J-20`).
    not_read: Vec<WorkflowFault>,
}

impl Workflows {
    /// The definitions of those files of the program, and then those added, each in the place of an earlier one of its name.
    ///
    /// # Errors
    /// The faults of every file of the program that has one; a file that does not come with it.
    pub fn of<'a>(files: &[String], added: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<WorkflowFault>> {
        let mut faults = Vec::new();
        let mut book = Self::default();
        for file in files {
            match SHIPPED.iter().find(|(name, _)| name == file) {
                Some((name, text)) => match load(text, &format!("{name}.toml")) {
                    Ok(workflow) => book.keep(workflow),
                    Err(found) => faults.extend(found),
                },
                None => faults.push(unknown(file)),
            }
        }
        for (file, text) in added {
            match load(text, file) {
                Ok(workflow) => book.keep(workflow),
                Err(found) => book.not_read.extend(found),
            }
        }
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    fn keep(&mut self, workflow: Workflow) {
        match self.list.iter_mut().find(|known| known.name == workflow.name) {
            Some(known) => *known = workflow,
            None => self.list.push(workflow),
        }
    }

    /// What this program can't read of the office's own definitions.
    pub fn not_read(&self) -> &[WorkflowFault] {
        &self.not_read
    }

    pub fn get(&self, name: &str) -> Option<&Workflow> {
        self.list.iter().find(|workflow| workflow.name == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Workflow> {
        self.list.iter()
    }

    /// Their names, for help and refusals.
    pub fn names(&self) -> String {
        self.list.iter().map(|workflow| workflow.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

fn unknown(file: &str) -> WorkflowFault {
    let all = SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let what = format!("no definition '{file}' comes with the program: those that do are {all}; others are added with `ebcm workflow add`");
    WorkflowFault { file: file.to_owned(), line: 1, what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::workflow::{NEW, Place};

    fn all() -> Workflows {
        let files: Vec<String> =
            SHIPPED.iter().filter(|(name, _)| *name != "temporary-order-first").map(|(name, _)| (*name).to_owned()).collect();
        Workflows::of(&files, std::iter::empty())
            .unwrap_or_else(|faults| panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
    }

    #[test]
    fn shipped_definitions_are_good() {
        assert_eq!(all().iter().count(), SHIPPED.len() - 1, "the two temporary paths bear one name");
        for (file, text) in SHIPPED {
            load(text, file).unwrap_or_else(|faults| panic!("{}", faults[0]));
        }
    }

    #[test]
    fn a_definition_added_takes_the_place_of_its_name() {
        let (_, text) = SHIPPED[0];
        let own = text.replace("title = \"Regular connection\"", "title = \"Ours\"");
        let book = Workflows::of(&["regular".to_owned()], std::iter::once(("own.toml", own.as_str()))).expect("good");
        assert_eq!(book.iter().map(|w| w.title.as_str()).collect::<Vec<_>>(), ["Ours"]);
        // A definition of a newer program is left out, and told of; the one of its name stays.
        let newer = text.replace("effects = [\"order\"]", "effects = [\"teleport\"]");
        let book = Workflows::of(&["regular".to_owned()], std::iter::once(("own.toml", newer.as_str()))).expect("good");
        assert_eq!((book.iter().count(), book.not_read().len()), (1, 1));
        assert!(Workflows::of(&["no-such".to_owned()], std::iter::empty()).is_err_and(|f| f[0].what.contains("regular, lateral")));
    }

    #[test]
    fn n1_a_step_out_of_order_is_refused_with_those_that_are_open() {
        let book = all();
        let regular = book.get("regular").expect("the regular path");
        let at = |state| Place { item: "A-1", state };
        assert!(regular.may("sil", at("APN")).is_ok());
        let refusal = regular.may("execute", at("APN")).expect_err("refused");
        assert!(refusal.message.contains("sil (JE)") && refusal.message.contains("A-1 is APN"), "{refusal}");
        assert!(regular.may("no-such", at("LIVE")).expect_err("refused").message.contains("nothing more"));
        assert!(regular.may("apply", at(NEW)).is_ok());
        assert_eq!(regular.may("return", at("OSB")).map(|step| step.name.as_str()), Ok("return-online"));
        assert_eq!(regular.may("return", at("SFS")).map(|step| step.name.as_str()), Ok("return"));
    }
}
