//! The meaning of the data, pure: tariff to lines, average, surcharge, calendar, rights.
