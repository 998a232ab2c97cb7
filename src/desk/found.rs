//! Founding a data file: `ebcm init`.

use std::path::Path;

use super::login::Session;
use super::{Desk, nothing_printed};
use crate::acts::found::Found;
use crate::acts::{Act, Moment, Rules};
use crate::base::{Day, DeskId, Fault, No, Refusal};
use crate::edge::clock::{Clock, local_day, local_time, noon};
use crate::edge::secret;
use crate::journal::fact::{DeskFounded, TextFile};
use crate::rules::profile::Profile;
use crate::rules::tariff::{Document, SHIPPED, TariffBook};
use crate::rules::workflow::Workflows;
use crate::store::Store;
use crate::store::append::{self, Head, Pen};
use crate::store::fault::broken;
use crate::store::open::{How, put_own};
use crate::store::sight::Seen;

/// The profiles that come with the program: code and text.
pub const SHIPPED_PROFILES: [(&str, &str); 2] =
    [("led", include_str!("../../assets/profiles/led.toml")), ("uppcl", include_str!("../../assets/profiles/uppcl.toml"))];

/// What a new data file is to be.
#[derive(Debug, Clone)]
pub struct Founding {
    /// File name and text of the profile.
    pub profile: TextFile,
    pub office: String,
    pub desk: u8,
    pub training: bool,
    pub admin: String,
    /// The Argon2id hash of the administrator's password.
    pub password: String,
}

/// Makes the data file in `dir` and founds it; the desk is ready for its administrator.
///
/// # Errors
/// A folder with a data file already, an office that the profile does not have, a profile or tariff with a fault.
pub fn found(dir: &Path, founding: &Founding, how: How, clock: Box<dyn Clock>, on: Option<Day>) -> Result<Desk, No> {
    let profile = load_profile(&founding.profile)?;
    let offices = || profile.offices.iter().map(|o| o.code.as_str()).collect::<Vec<_>>().join(", ");
    let no = |message: String| No::from(Refusal::new("J-12", message));
    if profile.office(&founding.office).is_none() {
        return Err(no(format!("'{}' is not an office of {}: {}.", founding.office, profile.name, offices())));
    }
    let desk = DeskId::new(&founding.office, founding.desk).ok_or_else(|| no("A desk's number is 1 to 255.".to_owned()))?;
    if on.is_some() && !founding.training {
        return Err(no("--on is for training data files only: add --training.".to_owned()));
    }
    let (tariffs, book) = shipped_tariffs(&profile)?;
    let (secret_key, public_key) = secret::new_key()?;
    let act = Found {
        desk: DeskFounded {
            utility: profile.code.clone(),
            desk: desk.clone(),
            public_key,
            origin: hex::encode(secret::random::<16>()?),
            training: founding.training,
        },
        profile: founding.profile.clone(),
        tariffs,
        admin: founding.admin.clone(),
        password: founding.password.clone(),
    };
    crate::acts::user::check_name(&founding.admin)?;
    let offset = profile.offset_seconds();
    let millis = on.map_or_else(|| clock.millis(), |day| noon(day, offset));
    let rules = Rules { profile, tariffs: book, workflows: Workflows::default() };
    let moment = Moment {
        rules: &rules,
        desk: &desk,
        day: local_day(millis, offset),
        time: local_time(millis, offset),
        user: &founding.admin,
        roles: &[],
    };

    let mut store = Store::open(dir, true, how)?;
    // A file that was cut off before its founding was recorded is founded now.
    if store.desk().is_some() {
        return Err(no(format!("There is a data file in {} already: name another folder with --data.", dir.display())));
    }
    if super::joined::is_joining(&store)? {
        return Err(no(format!("The file in {} is being taken in by a hub: go on with `ebcm join`.", dir.display())));
    }
    let tx = store.begin()?;
    let mut head = Head::of(&tx, &desk)?;
    for draft in act.decide(&Seen { conn: &tx, desk: &desk }, &moment)? {
        append::append(&tx, &mut head, Pen { desk: &desk, user: &founding.admin, day: moment.day, millis }, draft)?;
    }
    put_own(&tx, "desk", &desk.to_string())?;
    put_own(&tx, "key", &secret_key)?;
    tx.commit().map_err(broken)?;
    store.know_desk(desk);
    Desk::over(store, clock, on)
}

/// The profile of a text, or its faults as one.
pub fn load_profile(file: &TextFile) -> Result<Profile, No> {
    Profile::load(&file.text, &file.file).map_err(|faults| {
        let all = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        No::Broken(Fault::new(all, "mend the profile and try again"))
    })
}

pub(super) fn shipped_tariffs(profile: &Profile) -> Result<(Vec<TextFile>, TariffBook), No> {
    let mut files = Vec::new();
    let mut book = TariffBook::new();
    for id in &profile.tariffs {
        let name = format!("{id}.toml");
        let (_, text) = SHIPPED.into_iter().find(|(file, _)| *file == name).ok_or_else(|| {
            Fault::new(
                format!("the profile names the tariff {id}, which does not come with the program"),
                "take it out of `tariffs`, and add the file after `init`",
            )
        })?;
        let document = Document::load(text, &name).map_err(|faults| {
            Fault::new(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), "this program is damaged: install it again")
        })?;
        book.add(document)?;
        files.push(TextFile { file: name, text: text.to_owned() });
    }
    Ok((files, book))
}

impl Desk {
    /// Does an act of the program itself (a form used, a user locked), in the name of `user`.
    pub fn act_itself(&mut self, user: &str, act: &dyn Act) -> Result<super::Done, No> {
        if !act.founds() {
            return Err(Refusal::new("I-7", format!("{} is done by a user, not by the program.", act.work())).into());
        }
        self.act(&Session::of_program(user), act, &nothing_printed)
    }
}
