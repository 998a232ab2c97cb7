//! Tariffs as data: read, checked, kept by version, and turned into exact amounts (`B-5` to `B-7`, `B-13`, `B-16`).

mod book;
mod category;
mod check;
mod compare;
mod exact;
mod fuel;
mod load;
mod model;
mod price;
mod read;
mod shipped;
mod slabs;
mod standing;

pub use book::TariffBook;
pub use compare::Change;
pub use exact::{Load, Percent, Rate};
pub use fuel::{FuelFile, FuelRate};
pub use load::Document;
pub use model::{
    Base, ByPhase, Category, Kind, Phase, Rates, Rebates, Supply, Surcharge, SurchargeBase, Tariff, TariffMark, TemporarySupply, Works,
};
pub use price::{AcmShare, EnergyLine, MonthUse, Priced, price};
pub use read::TariffFault;
pub use shipped::SHIPPED;
