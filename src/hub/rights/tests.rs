//! What is taken of whom, as tables.

use super::*;
use crate::journal::fact::UserSet;

const PROFILE: &str = include_str!("../../../assets/profiles/led.toml");

fn founded(desk: &str) -> DeskFounded {
    let (utility, public_key, origin) = ("led".to_owned(), "00".repeat(32), "0".repeat(32));
    DeskFounded { utility, desk: desk.parse().expect("a desk"), public_key, origin, training: true }
}

fn entry(desk: &DeskFounded, seq: i64, user: &str, fact: &Fact) -> Recorded {
    Recorded {
        desk: desk.desk.to_string(),
        seq,
        at: seq,
        day: "2026-11-12".to_owned(),
        user: user.to_owned(),
        kind: fact.kind().to_owned(),
        body: serde_json::to_string(fact).expect("a body"),
        personal: None,
        personal_hash: None,
        hash: Vec::new(),
    }
}

/// A user for each role, named as its code; the desk has been at work.
fn at_work() -> (Vec<(String, Role)>, Standing) {
    (Role::ALL.map(|role| (role.code().to_owned(), role)).to_vec(), Standing { founded: true, ..Standing::default() })
}

fn fact(body: &str) -> Fact {
    serde_json::from_str(body).unwrap_or_else(|e| panic!("{body}: {e}"))
}

/// The users, by role, from whom a fact is taken at a desk of Kavaratti.
fn taken_from(profile: &Profile, fact: &Fact) -> String {
    let desk = founded("KVT-1");
    let takes = |user: &str| {
        let (granted, standing) = at_work();
        Judge::new(profile, &desk, granted, standing).take(&entry(&desk, 40, user, fact)).is_ok()
    };
    let mut who: Vec<&str> = Role::ALL.map(Role::code).into_iter().filter(|user| takes(user)).collect();
    if takes("stranger") {
        who.push("anybody");
    }
    who.join(" ")
}

#[test]
fn who_may_record_what() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let table = [
        (r#"{"user-set":{"name":"BCC","roles":["ADM"]}}"#, "ADM"),
        (r#"{"password-set":{"name":"BCC","password":"x"}}"#, "BCC ADM"),
        (r#"{"tariff-added":{"file":"a.toml","text":""}}"#, "ADM"),
        (r#"{"profile-set":{"file":"a.toml","text":""}}"#, "ADM"),
        (r#"{"user-locked":{"name":"BCC"}}"#, "BCC CCC JE AE EE ADM anybody"),
        (r#"{"form-used":{"form":"receipt","serial":1,"paper":"x"}}"#, "BCC CCC JE AE EE ADM anybody"),
        (r#"{"form-spoiled":{"form":"receipt","serial":1,"reason":"x"}}"#, "BCC"),
        (r#"{"counter-none":{"date":"2026-11-12"}}"#, "BCC"),
        (r#"{"meter-stuck":{"consumer":"010000016","day":"2026-11-12"}}"#, "JE"),
        (r#"{"duplicate-ordered":{"paper":"R-KVT-2-2627-000007","copy":1,"consumer":null}}"#, "BCC JE AE EE"),
        (r#"{"online-returned":{"reference":"x","reason":"y"}}"#, "BCC AE"),
        (r#"{"close-begun":{"office":"KVT","period":"2026-11","run_on":"2026-12-01"}}"#, "BCC"),
        (r#"{"close-begun":{"office":"AGT","period":"2026-11","run_on":"2026-12-01"}}"#, ""),
        (r#"{"close-begun":{"office":"LED","period":"2026-11","run_on":"2026-12-01"}}"#, ""),
        (r#"{"close-ordered":{"office":"KVT","period":"2026-11","reason":"x","missing":[]}}"#, "AE"),
        (r#"{"case-settled":{"consumer":"010000016","case":"withdrawn","remark":"x"}}"#, "AE"),
        (r#"{"person-erased":{"consumer":"010000016","order":"x","entries":["KVT-2/7","LED-1/9"]}}"#, "ADM"),
        (r#"{"person-erased":{"consumer":"010000016","order":"x","entries":["AGT-1/7"]}}"#, ""),
        (r#"{"person-erased":{"consumer":"010000016","order":"x","entries":["nothing"]}}"#, ""),
        (r#"{"item-handled":{"item":"A-KVT-1-2627-000001","stage":"APN-0","turn":0,"how":"taken"}}"#, "BCC CCC JE AE EE"),
        (r#"{"outage-parted":{"parent":"C-KVT-1-2627-000001","child":"C-KVT-1-2627-000002","at":"2026-11-12T10:00"}}"#, "BCC CCC JE AE"),
        (r#"{"shift-handed-over":{"at":"2026-11-12T10:00","to":"x","crews":"","promises":"","open":0,"danger":0,"late":0}}"#, "BCC CCC"),
        (r#"{"dispute-held":{"no":"Q-KVT-1-2627-000001","consumer":"010000016","amount":100,"reason":"x"}}"#, "AE EE"),
        (r#"{"close-lent":{"office":"KVT","period":"2026-11","desk":"KVT-1"}}"#, ""),
        (r#"{"desk-revoked":{"desk":"KVT-2","last":7,"reason":"x"}}"#, ""),
        (r#"{"entry-refused":{"desk":"KVT-2","seq":7,"kind":"paid","user":"x","why":"y"}}"#, ""),
    ];
    for (body, who) in table {
        assert_eq!(taken_from(&profile, &fact(body)), who, "{body}");
    }
    let posting = |what: &str, number: u32| {
        fact(&format!(r#"{{"posting-made":{{"no":"P-KVT-1-2627-{number:06}","what":{{{what}}},"reason":"x"}}}}"#))
    };
    let refund = r#""sd-refund":{"consumer":"010000016","amount":100}"#;
    assert_eq!(taken_from(&profile, &posting(refund, 1)), "BCC");
    assert_eq!(taken_from(&profile, &posting(refund, 2)), "", "a number is left out");
    assert_eq!(taken_from(&profile, &posting(r#""mistaken-cut":{"consumer":"010000016"}"#, 1)), "JE");
}

#[test]
fn an_office_above_acts_for_those_under_it() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let desk = founded("LED-1");
    let begun = fact(r#"{"close-begun":{"office":"KVT","period":"2026-11","run_on":"2026-12-01"}}"#);
    let (granted, standing) = at_work();
    assert_eq!(Judge::new(&profile, &desk, granted, standing).take(&entry(&desk, 9, "BCC", &begun)), Ok(()));
}

#[test]
fn a_chain_begins_without_anybody_of_a_role() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let desk = founded("KVT-1");
    let set = |name: &str| Fact::UserSet(UserSet { name: name.to_owned(), roles: vec![Role::Adm, Role::Bcc] });
    let mut judge = Judge::new(&profile, &desk, Vec::new(), Standing::default());
    let file = fact(r#"{"profile-set":{"file":"a.toml","text":""}}"#);
    for (seq, (fact, taken)) in (1..).zip([
        (Fact::DeskFounded(desk.clone()), true),
        (file.clone(), true),
        (set("admin"), true),
        // From here on it is work.
        (file, false),
        (set("other"), false),
    ]) {
        assert_eq!(judge.take(&entry(&desk, seq, "founder", &fact)).is_ok(), taken, "entry {seq}");
    }
    assert_eq!(judge.granted, [("admin".to_owned(), Role::Adm), ("admin".to_owned(), Role::Bcc)]);
    // What follows in another parcel knows how far it came.
    let mut next = Judge::new(&profile, &desk, judge.granted.clone(), judge.standing.clone());
    assert!(next.take(&entry(&desk, 6, "founder", &set("other"))).is_err());
    assert_eq!(next.take(&entry(&desk, 7, "admin", &set("other"))), Ok(()));

    let mut other = Judge::new(&profile, &desk, Vec::new(), Standing::default());
    assert!(other.take(&entry(&desk, 1, "founder", &Fact::DeskFounded(founded("KVT-2")))).is_err());
}

#[test]
fn consumers_numbers_are_of_the_office_and_the_desk() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let number = |office: &str, serial: u32| profile.make_number(office, serial).expect("a number");
    let (one, two) = (founded("KVT-1"), founded("KVT-2"));
    let takes =
        |desk: &DeskFounded, number| Judge::new(&profile, desk, Vec::new(), Standing::default()).is_numbered_here(number, "KVT").is_ok();
    assert!(takes(&one, number("KVT", 1)) && takes(&one, number("KVT", 99_999)) && takes(&two, number("KVT", 100_001)));
    assert!(!takes(&one, number("KVT", 100_001)) && !takes(&two, number("KVT", 1)), "another desk's serials");
    assert!(!takes(&one, number("AGT", 1)), "another office's number");
    assert!(!takes(&one, "010000017".parse().expect("a number")), "a wrong check digit");
    assert!(!takes(&one, "0100000".parse().expect("a number")), "too short");
}

#[test]
fn a_revision_is_an_officers_and_never_its_makers() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let rest = r#"{"supply":{"category":"DOM","phase":"single","load_kw":"2"},"meter":{"no":"M1","digits":5,"factor":"1","base":{"value":1},
        "base_date":"2026-10-20","floor":{"value":1}},"last_actual":"2026-10","metered":[],"chart":[],"acm":[],"billed":[],"dark":[],"unbilled":[],"cc":0}"#;
    let by = |maker: &str| {
        let revision = format!(r#"{{"changes":[],"bills":[],"before":{rest},"after":{rest}}}"#);
        fact(&format!(
            r#"{{"application-step":{{"no":"Q-KVT-1-2627-000001","workflow":"bill-revision","step":"approve","title":"t","from":"SFA","stand":{{"state":"CMP","text":"t"}},
                "turn":1,"done":[{{"revised":{{"revision":{revision},"maker":"{maker}","head":"ADJUST"}}}}]}}}}"#
        ))
    };
    assert_eq!(taken_from(&profile, &by("asha")), "AE EE");
    assert_eq!(taken_from(&profile, &by("AE")), "EE", "never who proposed it");
}

#[test]
fn a_number_that_an_application_makes_is_of_the_desk_too() {
    let profile = Profile::load(PROFILE, "led").expect("a profile");
    let step = |office: &str, serial: u32| {
        let number = profile.make_number(office, serial).expect("a number");
        let supply = r#"{"category":"DOM","phase":"single","load_kw":"2"}"#;
        let made = format!(r#"{{"number-made":{{"consumer":"{number}","office":"{office}","status":"LIVE","supply":{supply}}}}}"#);
        fact(&format!(
            r#"{{"application-step":{{"no":"Q-KVT-1-2627-000001","workflow":"w","step":"s","title":"t","from":"f","stand":{{"state":"S","text":"t"}},"turn":1,"done":[{made}]}}}}"#
        ))
    };
    assert_eq!(taken_from(&profile, &step("KVT", 7)), "BCC JE AE EE");
    assert_eq!(taken_from(&profile, &step("KVT", 100_007)), "", "another desk's serial");
    assert_eq!(taken_from(&profile, &step("AGT", 7)), "", "another office's number");
}
