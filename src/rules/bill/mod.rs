//! Bills: which months, which lines, which total, and why (`B-12` to `B-21`).

mod compute;
mod explain;
mod lines;
mod model;
mod months;

pub use compute::{AcmBack, Ask, BillMonth, RebateClaim, Usage, compute};
pub use explain::explain;
pub use model::{AcmBill, Bill, Head, Line, Mark, Method, MonthBar, MonthUnits, TariffRef};
pub use months::{months_of, with_bills};
