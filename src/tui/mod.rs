//! The terminal: loop, screen stack, keys as data, looks, widgets, screens.
