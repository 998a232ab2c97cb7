//! The actions that the kit itself knows. A screen adds its own in its card.

/// What a key means, by name. A screen matches on constants of this type, never on keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(pub &'static str);

macro_rules! actions {
    ($($name:ident = $word:literal),* $(,)?) => {
        $(pub const $name: Action = Action($word);)*
        /// Every action of the kit: the loop's own and those of its widgets.
        pub const KIT: &[Action] = &[$($name),*];
    };
}

actions! {
    HELP = "help",
    BACK = "back",
    PALETTE = "palette",
    LEAVE = "leave",
    LOCK = "lock",
    SEEN = "seen",
    MAIN = "main",
    NEXT = "next",
    SKIP = "skip",
    PREVIOUS = "previous",
    UP = "up",
    DOWN = "down",
    PAGE_UP = "page-up",
    PAGE_DOWN = "page-down",
    FIRST = "first",
    LAST = "last",
    CHOOSE = "choose",
    MARK = "mark",
    SORT = "sort",
    REVERSE = "reverse",
    FILTER = "filter",
    PRINT_LIST = "print-list",
    EXPORT = "export",
    NEXT_WRONG = "next-wrong",
    YES = "yes",
    NO = "no",
    STOP = "stop",
}
