//! Workflows as data: in which states an item may stand, which steps lead from one to the next, who takes each, what it asks for, what it
//! prints, and what comes of it.
//!
//! An item is anything that passes from hand to hand: an application for a connection, a request to revise a bill. The engine knows
//! states, roles, fields and days; what a step *does* is one of the closed list of [`Effect`]s, carried out by the acts.

mod book;
mod check;
mod effect;
mod given;
mod known;
mod model;
mod read;

pub use book::{REVISION, SHIPPED, Workflows};
pub use effect::{Effect, Paper, Requires};
pub use given::{Given, Offered, Value};
pub use known::{lasting as field_name, lasting_words};
pub use model::{Asked, Field, Hand, Kind, Limit, NEW, Place, Stand, State, Step, Workflow};
pub use read::{WorkflowFault, load};
