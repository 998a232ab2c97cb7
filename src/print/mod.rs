//! Paper: forms and documents as data, made into ESC/P, PDF and text; devices that take them.
