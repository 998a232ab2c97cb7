//! The hub: it keeps the journals of all offices, and hands them on (`J-13` to `J-15`). It can lose nothing that a desk still has.

pub mod cert;
pub mod folder;
pub mod keep;
