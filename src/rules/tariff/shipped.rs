//! The tariffs that come with the program (`B-7`). They are examples of the files an office writes itself.

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../assets/tariffs/", $name)))),+]
    };
}

/// File name and text of each.
pub const SHIPPED: [(&str, &str); 6] =
    shipped!["led-sample.toml", "up-2024.toml", "up-2026.toml", "up-fppas-2026.toml", "goa-2026.toml", "puducherry-2026.toml",];
