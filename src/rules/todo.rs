//! The To Do list: of which types its items are, how pressing each is, to whom it climbs (`R-3`, `R-9`).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::role::Role;

/// What an item of the To Do list is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TodoType {
    BillRevision,
    Load,
    Name,
    Meter,
    Category,
    Ownership,
    PermanentDisconnection,
    #[default]
    Application,
    AdjustmentApproval,
    ComplaintEscalation,
    UnmatchedPayment,
    WithdrawnClose,
}

impl TodoType {
    pub const ALL: [Self; 12] = [
        Self::BillRevision,
        Self::Load,
        Self::Name,
        Self::Meter,
        Self::Category,
        Self::Ownership,
        Self::PermanentDisconnection,
        Self::Application,
        Self::AdjustmentApproval,
        Self::ComplaintEscalation,
        Self::UnmatchedPayment,
        Self::WithdrawnClose,
    ];

    /// Its word in files and commands.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BillRevision => "bill-revision",
            Self::Load => "load",
            Self::Name => "name",
            Self::Meter => "meter",
            Self::Category => "category",
            Self::Ownership => "ownership",
            Self::PermanentDisconnection => "permanent-disconnection",
            Self::Application => "application",
            Self::AdjustmentApproval => "adjustment-approval",
            Self::ComplaintEscalation => "complaint-escalation",
            Self::UnmatchedPayment => "unmatched-payment",
            Self::WithdrawnClose => "withdrawn-close",
        }
    }

    /// Whether a workflow may make items of this type; the others come of the program's own work.
    pub const fn is_of_workflow(self) -> bool {
        !matches!(self, Self::AdjustmentApproval | Self::ComplaintEscalation | Self::UnmatchedPayment | Self::WithdrawnClose)
    }

    /// For `skip_serializing_if`: what a fact from before there were types has.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for TodoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for TodoType {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.word() == text.trim());
        found.ok_or_else(|| format!("'{text}' is not a type of the To Do list: write one of {}", Self::ALL.map(Self::word).join(", ")))
    }
}

/// What a data file uses whose profile says nothing of the list.
const SHIPPED: &str = include_str!("../../assets/todo/default.toml");

/// The least pressing: what a type has of which nothing is said.
const LEAST: u8 = 50;

/// The `[todo]` of a profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Todo {
    /// Whether the matrix was notified, and by whom.
    pub note: String,
    pub types: Vec<OfType>,
}

/// How items of a type are treated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfType {
    #[serde(rename = "type")]
    pub todo: TodoType,
    /// 10 the most pressing, 50 the least.
    pub priority: u8,
    /// The escalation matrix, the first level first (`R-9`).
    #[serde(default)]
    pub levels: Vec<Step>,
}

/// An item that has stood where it is for so many days is this officer's too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub role: Role,
    pub days: u16,
}

impl Todo {
    fn of(&self, todo: TodoType) -> Option<&OfType> {
        self.types.iter().find(|one| one.todo == todo)
    }

    pub fn priority(&self, todo: TodoType) -> u8 {
        self.of(todo).map_or(LEAST, |one| one.priority)
    }

    /// Of every type but complaints, which have their own.
    pub fn levels(&self, todo: TodoType) -> &[Step] {
        self.of(todo).map_or(&[], |one| &one.levels)
    }

    /// The types, the most pressing first; those of one priority together.
    pub fn by_priority(&self) -> Vec<(u8, Vec<TodoType>)> {
        let mut found: BTreeMap<u8, Vec<TodoType>> = BTreeMap::new();
        for todo in TodoType::ALL {
            found.entry(self.priority(todo)).or_default().push(todo);
        }
        found.into_iter().collect()
    }

    /// What is wrong in it, in words with the remedy.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (place, one) in self.types.iter().enumerate() {
            let todo = one.todo;
            if self.types[..place].iter().any(|other| other.todo == todo) {
                faults.push(format!("the type {todo} stands twice in [todo]: remove one"));
            }
            if !(10..=LEAST).contains(&one.priority) {
                faults.push(format!("the priority {} of {todo} is none: write 10 (the most pressing) to 50", one.priority));
            }
            if one.levels.iter().any(|level| level.days == 0) || !one.levels.is_sorted_by(|a, b| a.days < b.days) {
                faults.push(format!("the levels of {todo} in [todo] must rise: AE after 7 days, EE after 15"));
            }
            if todo == TodoType::ComplaintEscalation && !one.levels.is_empty() {
                faults
                    .push("complaints climb by the levels of [complaints]: take `levels` of complaint-escalation out of [todo]".to_owned());
            }
        }
        faults
    }
}

impl Default for Todo {
    fn default() -> Self {
        // A test holds that the shipped file is good.
        toml::from_str(SHIPPED).unwrap_or_else(|_| Self { note: String::new(), types: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r9_the_shipped_matrix_is_good_and_names_every_type() {
        let todo: Todo = toml::from_str(SHIPPED).expect("the shipped file");
        assert_eq!(todo.faults(), Vec::<String>::new());
        for kind in TodoType::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            assert!(todo.of(kind).is_some(), "{kind}");
            let climbs = todo.levels(kind).is_empty() == (kind == TodoType::ComplaintEscalation);
            assert!(climbs, "{kind}");
        }
        let order: Vec<u8> = todo.by_priority().iter().map(|(priority, _)| *priority).collect();
        assert!(order.is_sorted() && order.first() == Some(&10) && order.last() == Some(&50), "{order:?}");
    }

    #[test]
    fn r9_a_wrong_matrix_is_told() {
        let mut todo = Todo::default();
        todo.types[0].priority = 60;
        todo.types[2].levels = vec![Step { role: Role::Ee, days: 9 }, Step { role: Role::Ae, days: 9 }];
        let twice = todo.types[3].clone();
        todo.types.push(twice);
        todo.types[1].levels = vec![Step { role: Role::Je, days: 1 }];
        assert_eq!(todo.faults().len(), 4, "{:?}", todo.faults());
    }
}
