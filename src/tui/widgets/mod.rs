//! The pieces that screens are made of. Each draws on a canvas, takes actions and typed keys, and knows nothing of the trade.

pub mod bars;
pub mod big;
pub mod cash;
pub mod chart;
pub mod confirm;
pub mod edit;
pub mod field;
pub mod form;
pub mod grid;
pub mod help;
pub mod list;
pub mod lock;
pub mod palette;
pub mod panel;
pub mod pick;
pub mod progress;
pub mod rows;

pub use bars::Bars;
pub use cash::CashCount;
pub use chart::Months;
pub use field::{Field, Kind};
pub use form::{Form, FormMove};
pub use grid::{Grid, GridColumn, GridMove, RowState};
pub use list::{ListMove, ListView};
pub use panel::Panel;
pub use pick::{Pick, PickMove};
pub use rows::{Align, Cell, Column, Memory, Page, PageRequest, Row, Rows};
