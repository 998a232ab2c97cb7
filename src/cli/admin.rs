//! `user`, `tariff`, `stationery`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Stationery, Tariff, User};
use super::{At, prompt, show};
use crate::acts::Act;
use crate::acts::stationery::{Spoil, TakeIn};
use crate::acts::user::{AddUser, SetPassword, SetRoles};
use crate::base::{No, Refusal};
use crate::desk::{add_tariff, check_tariff, nothing_printed, read_tariff};
use crate::edge::secret;
use crate::journal::fact::TextFile;
use crate::rules::role::{Role, parse_roles};
use crate::rules::tariff::{Document, TariffMark};
use crate::store::read;

fn roles(text: &str) -> Result<Vec<Role>, No> {
    parse_roles(text).map_err(|e| Refusal::new("J-16", e).at("roles").into())
}

fn new_password(name: &str) -> Result<String, No> {
    Ok(secret::hash_password(&prompt::secret("EBCM_NEW_PASSWORD", &format!("New password of {name}"))?)?)
}

pub fn user(at: &At, what: User) -> Result<Answer, No> {
    let done = |act: Box<dyn Act>, more: Value| -> Result<Answer, No> {
        let (desk, done) = at.act(|_| Ok(act))?;
        Ok(Answer::json(show::write(&desk, &done, None, more)?))
    };
    match what {
        User::Add { name, roles: given } => {
            let roles = roles(&given)?;
            let more = json!({ "name": name, "roles": roles });
            let password = new_password(&name)?;
            done(Box::new(AddUser { name, roles, password }), more)
        }
        User::Roles { name, set } => {
            let roles = roles(&set)?;
            let more = json!({ "name": name, "roles": roles });
            done(Box::new(SetRoles { name, roles }), more)
        }
        User::Password { name } => {
            let more = json!({ "name": name });
            let password = Some(new_password(&name)?);
            done(Box::new(SetPassword { name, password, pin: None }), more)
        }
        User::Pin => {
            let (mut desk, session) = at.desk()?;
            let pin = secret::hash_pin(&prompt::secret("EBCM_NEW_PASSWORD", "New PIN")?)?;
            let act = SetPassword { name: session.user().to_owned(), password: None, pin: Some(pin) };
            let done = desk.act(&session, &act, &nothing_printed)?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "name": session.user() }))?))
        }
        User::List => {
            let eye = at.eye()?;
            let rows: Vec<Value> = read::users(eye.connection(), eye.id().office())?
                .iter()
                .map(|u| json!({ "name": u.name, "roles": u.roles, "locked": u.locked, "pin": u.pin.is_some() }))
                .collect();
            let text = super::answer::plain(&Value::Array(rows.clone()));
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
    }
}

const fn mark(mark: TariffMark) -> &'static str {
    match mark {
        TariffMark::Notified => "notified",
        TariffMark::Confirmed => "confirmed",
        TariffMark::Sample => "sample",
    }
}

fn checked(path: &std::path::Path) -> Result<(TextFile, Document), No> {
    let file = read_tariff(path)?;
    let document = check_tariff(&file).map_err(|faults| {
        let all = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        No::from(Refusal::new("B-6", all))
    })?;
    Ok((file, document))
}

pub fn tariff(at: &At, what: Tariff) -> Result<Answer, No> {
    match what {
        Tariff::Check { file } => {
            let (_, document) = checked(&file)?;
            let value = json!({ "ok": true, "id": document.id(), "schedule": document.schedule() });
            Ok(Answer::json(value).text(format!("{}: ok\n", document.id())))
        }
        Tariff::Add { file } => {
            let (file, document) = checked(&file)?;
            let (desk, done) = at.act(|desk| Ok(Box::new(add_tariff(desk.rules(), file, &document)?) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "id": document.id(), "schedule": document.schedule() }))?))
        }
        Tariff::List => {
            let eye = at.eye()?;
            let rows: Vec<Value> = eye
                .rules()
                .tariffs
                .versions()
                .iter()
                .map(|t| json!({ "id": t.id, "schedule": t.schedule, "from": t.from, "mark": mark(t.mark), "source": t.source, "hash": t.hash8() }))
                .chain(eye.rules().tariffs.fuel_files().iter().map(|f| json!({ "id": f.id, "schedule": f.schedule, "mark": "fuel surcharge" })))
                .collect();
            let text = super::answer::plain(&Value::Array(rows.clone()));
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
        Tariff::Show { id } => {
            let eye = at.eye()?;
            let file = eye.setup().tariffs.iter().find(|f| Document::load(&f.text, &f.file).is_ok_and(|d| d.id() == id));
            let file = file.ok_or_else(|| Refusal::new("B-5", format!("There is no tariff {id}: `ebcm tariff list` shows them.")))?;
            Ok(Answer::json(json!({ "id": id, "file": file.file, "text": file.text })).text(file.text.clone()))
        }
    }
}

pub fn stationery(at: &At, what: Stationery) -> Result<Answer, No> {
    match what {
        Stationery::Take { form, first, last } => {
            let (desk, done) = at.act(|_| Ok(Box::new(TakeIn { form, first, last }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "first": first, "last": last }))?))
        }
        Stationery::Spoil { form, serial, reason } => {
            let (desk, done) = at.act(|_| Ok(Box::new(Spoil { form, serial, reason }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "serial": serial }))?))
        }
        Stationery::Show => {
            use crate::acts::Sight;
            let eye = at.eye()?;
            let stationery = crate::store::sight::Seen { conn: eye.connection(), desk: eye.id() }.stationery()?;
            let rows: Vec<Value> = stationery
                .ranges
                .iter()
                .map(|r| json!({ "form": r.form, "first": r.first, "last": r.last, "next": r.next, "used": r.used, "spoiled": r.spoiled, "left": (r.last + 1).saturating_sub(r.next) }))
                .collect();
            let text = super::answer::plain(&Value::Array(rows.clone()));
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
    }
}
