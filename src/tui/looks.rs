//! Looks as data: roles of text mapped to styles in 16 colours or none, and the signs and borders (`I-1`).

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::{bar, border, line};
use serde::Deserialize;
use toml::Spanned;

use super::assets::{Asset, AssetFault};

macro_rules! roles {
    ($($name:ident = $word:literal),* $(,)?) => {
        /// What a text is; how that looks is the look's to say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($name),* }
        const ROLES: &[(Role, &str)] = &[$((Role::$name, $word)),*];
    };
}

roles! {
    Title = "title", Frame = "frame", Label = "label", Value = "value", Money = "money",
    Good = "good", Warn = "warn", Bad = "bad", Focus = "focus", Entry = "entry",
    Key = "key", Hint = "hint", Mark = "mark", Select = "select", Bar = "bar", Status = "status",
}

/// Good, doubtful or bad news. Shown by a sign and a colour, never by the colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub const fn role(self) -> Role {
        match self {
            Self::Good => Role::Good,
            Self::Warn => Role::Warn,
            Self::Bad => Role::Bad,
        }
    }
}

/// Which letters the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Unicode,
    /// The Linux console: box drawing, but few other signs.
    Console,
    Ascii,
}

/// What the terminal can do, read once from the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ability {
    pub colour: bool,
    pub letters: Letters,
}

impl Ability {
    /// From `NO_COLOR`, `TERM`, `EBCM_ASCII` and the locale, asked through `var`; `ascii` is the office's setting.
    pub fn from_env(var: impl Fn(&str) -> Option<String>, ascii: bool) -> Self {
        let set = |name| var(name).is_some_and(|v| !v.is_empty());
        let term = var("TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|n| var(n).filter(|v| !v.is_empty())).unwrap_or_default();
        let plain_locale = matches!(locale.as_str(), "C" | "POSIX");
        let letters = if ascii || set("EBCM_ASCII") || plain_locale || matches!(term.as_str(), "dumb" | "vt100") {
            Letters::Ascii
        } else if term == "linux" {
            Letters::Console
        } else {
            Letters::Unicode
        };
        Self { colour: !set("NO_COLOR") && !matches!(term.as_str(), "dumb" | "vt100" | "vt220"), letters }
    }
}

/// The signs of a look.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    pub good: String,
    pub warn: String,
    pub bad: String,
    pub marked: String,
    pub cursor: String,
    pub more: String,
    pub between: String,
    pub up: String,
    pub down: String,
    pub rupee: String,
    pub secret: String,
}

impl Signs {
    pub fn of(&self, tone: Tone) -> &str {
        match tone {
            Tone::Good => &self.good,
            Tone::Warn => &self.warn,
            Tone::Bad => &self.bad,
        }
    }
}

/// A look, ready to draw with.
#[derive(Debug, Clone)]
pub struct Looks {
    styles: Vec<Style>,
    pub signs: Signs,
    pub letters: Letters,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    colour: Spanned<BTreeMap<String, Spanned<StyleRow>>>,
    none: Spanned<BTreeMap<String, Spanned<StyleRow>>>,
    signs: SignRows,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignRows {
    unicode: Signs,
    console: Signs,
    ascii: Signs,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct StyleRow {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    dim: bool,
    underline: bool,
    reverse: bool,
}

impl Looks {
    /// The look that comes with the program, for this terminal.
    pub fn embedded(ability: Ability) -> Result<Self, AssetFault> {
        Self::load(&Asset { file: "assets/looks.toml", text: include_str!("../../assets/looks.toml") }, ability)
    }

    /// Refuses an unknown or missing role and an unknown colour, with file and line.
    pub fn load(asset: &Asset<'_>, ability: Ability) -> Result<Self, AssetFault> {
        let file: File = asset.read()?;
        let (colour, none) = (styles(asset, &file.colour)?, styles(asset, &file.none)?);
        let SignRows { unicode, console, ascii } = file.signs;
        let signs = match ability.letters {
            Letters::Unicode => unicode,
            Letters::Console => console,
            Letters::Ascii => ascii,
        };
        Ok(Self { styles: if ability.colour { colour } else { none }, signs, letters: ability.letters })
    }

    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    pub const fn border(&self) -> border::Set<'static> {
        match self.letters {
            Letters::Ascii => ASCII_BORDER,
            Letters::Unicode | Letters::Console => border::PLAIN,
        }
    }

    pub const fn hairline(&self) -> &'static str {
        match self.letters {
            Letters::Ascii => "-",
            Letters::Unicode | Letters::Console => line::HORIZONTAL,
        }
    }

    pub const fn upright(&self) -> &'static str {
        match self.letters {
            Letters::Ascii => "|",
            Letters::Unicode | Letters::Console => line::VERTICAL,
        }
    }

    pub const fn bars(&self) -> bar::Set<'static> {
        match self.letters {
            Letters::Unicode => bar::NINE_LEVELS,
            Letters::Console => CONSOLE_BARS,
            Letters::Ascii => ASCII_BARS,
        }
    }
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const CONSOLE_BARS: bar::Set<'static> = bar::Set {
    full: "█",
    seven_eighths: "█",
    three_quarters: "█",
    five_eighths: "▄",
    half: "▄",
    three_eighths: "▄",
    one_quarter: "▄",
    one_eighth: " ",
    empty: " ",
};

const ASCII_BARS: bar::Set<'static> = bar::Set {
    full: "#",
    seven_eighths: "#",
    three_quarters: "#",
    five_eighths: "#",
    half: "#",
    three_eighths: " ",
    one_quarter: " ",
    one_eighth: " ",
    empty: " ",
};

fn styles(asset: &Asset<'_>, rows: &Spanned<BTreeMap<String, Spanned<StyleRow>>>) -> Result<Vec<Style>, AssetFault> {
    let table = rows.get_ref();
    if let Some((name, row)) = table.iter().find(|(name, _)| !ROLES.iter().any(|(_, word)| word == name)) {
        let words: Vec<&str> = ROLES.iter().map(|(_, word)| *word).collect();
        return Err(asset.fault(&row.span(), format!("'{name}' is not a role: write one of {}", words.join(" "))));
    }
    ROLES
        .iter()
        .map(|(_, word)| {
            let row = table.get(*word).ok_or_else(|| asset.fault(&rows.span(), format!("the role '{word}' is missing: add {word} = {{}}")))?;
            style(row.get_ref()).map_err(|colour| {
                asset.fault(
                    &row.span(),
                    format!("'{colour}' is not a colour: write black red green yellow blue magenta cyan white or grey, with bright- before it or not"),
                )
            })
        })
        .collect()
}

fn style(row: &StyleRow) -> Result<Style, String> {
    let mut style = Style::new();
    if let Some(fg) = &row.fg {
        style = style.fg(colour(fg)?);
    }
    if let Some(bg) = &row.bg {
        style = style.bg(colour(bg)?);
    }
    for (wanted, modifier) in
        [(row.bold, Modifier::BOLD), (row.dim, Modifier::DIM), (row.underline, Modifier::UNDERLINED), (row.reverse, Modifier::REVERSED)]
    {
        if wanted {
            style = style.add_modifier(modifier);
        }
    }
    Ok(style)
}

fn colour(name: &str) -> Result<Color, String> {
    Ok(match name {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "grey" | "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        other => return Err(other.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn i1_the_environment_decides_colour_and_letters() {
        for (vars, ascii, colour, letters) in [
            (&[("TERM", "xterm-256color")][..], false, true, Letters::Unicode),
            (&[("TERM", "linux")], false, true, Letters::Console),
            (&[("TERM", "xterm"), ("NO_COLOR", "1")], false, false, Letters::Unicode),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], false, true, Letters::Unicode),
            (&[("TERM", "xterm"), ("EBCM_ASCII", "1")], false, true, Letters::Ascii),
            (&[("TERM", "xterm"), ("LANG", "C")], false, true, Letters::Ascii),
            (&[("TERM", "xterm")], true, true, Letters::Ascii),
            (&[("TERM", "dumb")], false, false, Letters::Ascii),
        ] {
            assert_eq!(Ability::from_env(env(vars), ascii), Ability { colour, letters }, "{vars:?}");
        }
    }

    #[test]
    fn i1_without_colour_no_style_has_one() {
        for letters in [Letters::Unicode, Letters::Console, Letters::Ascii] {
            let looks = Looks::embedded(Ability { colour: false, letters }).expect("looks");
            assert!(ROLES.iter().all(|(role, _)| looks.style(*role).fg.is_none() && looks.style(*role).bg.is_none()));
        }
    }

    #[test]
    fn ascii_is_ascii() {
        let looks = Looks::embedded(Ability { colour: true, letters: Letters::Ascii }).expect("looks");
        assert!(format!("{:?}{:?}{:?}{}{}", looks.signs, looks.border(), looks.bars(), looks.hairline(), looks.upright()).is_ascii());
    }

    #[test]
    fn faults_name_file_line_and_remedy() {
        let good = include_str!("../../assets/looks.toml");
        let load = |text: &str| {
            let ability = Ability { colour: true, letters: Letters::Unicode };
            Looks::load(&Asset { file: "looks.toml", text }, ability).map(|_| ()).map_err(|e| e.to_string())
        };
        assert_eq!(load(good), Ok(()));
        let fault = load(&good.replacen("fg = \"cyan\"", "fg = \"teal\"", 2)).expect_err("a colour");
        assert!(fault.contains("'teal' is not a colour"), "{fault}");
        let fault = load(&good.replacen("\nvalue = {}", "\nvalu = {}", 1)).expect_err("a role");
        assert!(fault.starts_with("looks.toml, line 12: 'valu' is not a role"), "{fault}");
        let fault = load(&good.replacen("\nvalue = {}", "", 1)).expect_err("a role");
        assert!(fault.contains("the role 'value' is missing: add value = {}"), "{fault}");
    }
}
