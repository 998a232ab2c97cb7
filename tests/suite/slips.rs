//! Disconnection slips: who has paid since gets none (`L-14`); and the list that comes back, typed elsewhere.

use std::path::Path;

use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money, No};
use ebcm::edge::Settings;
use ebcm::rules::tender::Tender;
use ebcm::spool::{self, Whom, order_slips, state};
use ebcm::store::spool::{self as jobs, Job};

use super::print_devices::PATIENCE;
use crate::support::cli::World;
use crate::support::escp as printer;
use crate::support::office::{Office, row};

const CONSUMERS: &str = "\
old_number,name,address,area,phone,category,phase,load_kw,meter_no,meter_digits,meter_factor,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status
A1,Aminath Beebi,House 1,North,,DOM,single,2,M1,5,1,1200,2026-10-20,130,110,90,0,800,
A2,Koya P,House 2,North,,DOM,single,2,M2,5,1,1200,2026-10-20,130,110,90,0,800,
A3,Hameed K,House 3,North,,DOM,single,2,M3,5,1,1200,2026-10-20,130,110,90,0,800,
A4,Zainaba,House 4,North,,DOM,single,2,M4,5,1,1200,2026-10-20,130,110,90,0,800,
";

fn on(dir: &Path, date: &str) -> Office {
    let day: Day = date.parse().unwrap();
    Office::patiently(dir, day)
}

/// An office where `count` consumers are due for disconnection on 22 December.
pub fn due(dir: &Path, count: usize) -> (Office, Vec<ConsumerNo>) {
    drop(Office::found(dir));
    let mut office = on(dir, "2026-11-05");
    let numbers = office.import_rows((1..=count).map(|i| row(i, "DOM", None)).collect());
    drop(office);
    on(dir, "2026-11-27").close_month("2026-11").unwrap();
    (on(dir, "2026-12-22"), numbers)
}

fn pay(office: &mut Office, no: ConsumerNo) {
    office.open_counter();
    let owed = office.consumer(no).balance;
    let handed = Handed { tenders: vec![Tender::cash(Money::from_rupees((owed.paise() + 99) / 100))], keep: None };
    office.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None }).unwrap();
    office.close_counter().unwrap();
}

fn order(office: &Office, whom: &Whom, target: &str) -> Result<Vec<i64>, No> {
    order_slips(&office.desk, &office.session("je"), whom, target).map(|ordered| ordered.jobs)
}

fn print(office: &mut Office, job: i64) -> Job {
    spool::print_now(&mut office.desk, &Settings::default(), PATIENCE, job, 0).unwrap()
}

fn text(path: &Path) -> String {
    let printed = printer::read(&std::fs::read(path).unwrap());
    assert_eq!(printed.faults, Vec::<String>::new());
    printed.text()
}

/// The same office by command: four consumers due, the JE `june`.
pub fn world() -> (World, Vec<String>) {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-05");
    for (name, roles) in [("clerk", "BCC"), ("june", "JE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    let file = world.file("consumers.csv");
    std::fs::write(&file, CONSUMERS).unwrap();
    let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    let of = |row: &serde_json::Value| row["consumer"].as_str().unwrap().to_owned();
    let numbers: Vec<String> = imported["rows"].as_array().unwrap().iter().map(of).collect();
    world.be("clerk").on("2026-11-27").run(&["close", "run", "--period", "2026-11"]).done();
    world.be("june").on("2026-12-22");
    (world, numbers)
}

#[test]
fn l14_each_slip_is_checked_again_at_the_moment_it_prints() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = due(dir.path(), 5);
    let path = dir.path().join("slips.prn");
    let target = format!("escp:{}", path.display());
    let ordered = order(&office, &Whom::All, &target).unwrap();
    pay(&mut office, numbers[1]);
    let job = print(&mut office, ordered[0]);
    assert_eq!((job.state.as_str(), job.pages), (state::DONE, 2));
    let note = job.fault.clone().unwrap();
    assert_eq!(note, format!("no slip for 1: {} has paid and is LIVE", numbers[1]));
    let printed = text(&path);
    for (place, no) in numbers.iter().enumerate() {
        assert_eq!(printed.contains(&no.to_string()), place != 1, "{no}\n{printed}");
    }
    insta::with_settings!({ filters => vec![(r"\d{9}", "CONSUMER")] }, { insta::assert_snapshot!("slips", printed) });
    // The same job once more, from the queue: looked at again.
    pay(&mut office, numbers[2]);
    let kept = jobs::get(office.desk.store().connection(), ordered[0]).unwrap().unwrap();
    let again = spool::again(&office.desk, &office.session("je"), &kept.job).unwrap();
    let job = print(&mut office, again);
    assert!(job.fault.unwrap().starts_with("no slip for 2: ") && job.pages == 1);
}

#[test]
fn l14_where_all_have_paid_nothing_prints() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = due(dir.path(), 2);
    let path = dir.path().join("slip.pdf");
    let ordered = order(&office, &Whom::One(numbers[0]), &format!("pdf:{}", path.display())).unwrap();
    pay(&mut office, numbers[0]);
    let job = print(&mut office, ordered[0]);
    assert_eq!((job.state.as_str(), job.pages), (state::DONE, 0));
    assert!(job.fault.unwrap().contains("has paid") && !path.exists());
    let refused = order(&office, &Whom::One(numbers[0]), "pdf:x.pdf").unwrap_err().to_string();
    assert!(refused.contains("is LIVE (active). A disconnection is for BLTD"), "{refused}");
    assert!(order(&office, &Whom::Area("South".to_owned()), "pdf:x.pdf").unwrap_err().to_string().contains("Nobody in South is due"));
    assert_eq!(order(&office, &Whom::Area("North".to_owned()), "pdf:x.pdf").unwrap().len(), 1);
}

#[test]
fn l14_many_slips_are_jobs_that_a_person_can_look_through() {
    let dir = tempfile::tempdir().unwrap();
    let (office, _) = due(dir.path(), 65);
    let ordered = order(&office, &Whom::All, "dir:slips").unwrap();
    let names: Vec<String> =
        ordered.iter().map(|id| jobs::get(office.desk.store().connection(), *id).unwrap().unwrap().job.paper).collect();
    assert_eq!(names, ["all 1-30", "all 31-60", "all 61-65"]);
    assert_eq!(order(&office, &Whom::All, "pdf:one.pdf").unwrap().len(), 1);
}

#[test]
fn l12_the_returned_list_is_recorded_whole_or_not_at_all() {
    let (world, numbers) = world();
    let file = world.file("returned.csv");
    let write = |lines: &[String]| {
        std::fs::write(&file, format!("consumer,done,date,reading,remark\n{}\n", lines.join("\n"))).unwrap();
        file.display().to_string()
    };
    let path = write(&[
        format!("{},yes,21-12-2026,1330,at the pole", numbers[0]),
        format!("{},no,,,house locked", numbers[1]),
        format!("{},perhaps,,,", numbers[2]),
        format!("{},yes,31-12-2026,13x0,", numbers[3]),
    ]);
    let refused = world.run(&["disconnect", "--from", &path]).refused().1;
    for said in ["2 bad line(s)", "line 4, done: 'perhaps'", "line 5, date:", "line 5, reading: '13x0'"] {
        assert!(refused.contains(said), "{said} not in {refused}");
    }
    let path = write(&[format!("{},yes,,1330,", numbers[0]), format!("{},yes,,1100,", numbers[1]), format!("{},yes,,1400,", numbers[0])]);
    let refused = world.run(&["disconnect", "--from", &path]).refused().1;
    assert!(
        refused.contains("Nothing was recorded. line 3:") && refused.contains("line 4:") && refused.contains("on line 2 already"),
        "{refused}"
    );
    let path = write(&[
        format!("{},yes,21-12-2026,1330,at the pole", numbers[0]),
        format!("{},no,,,house locked", numbers[1]),
        format!("{},x,,1340,", numbers[2]),
    ]);
    let done = world.run(&["disconnect", "--from", &path]).done();
    assert_eq!((&done["recorded"], &done["not_done"]), (&serde_json::json!(2), &serde_json::json!(1)));
    let listed = world.run(&["list", "disconnected", "--format", "json"]).done();
    let rows: Vec<&str> = listed["rows"].as_array().unwrap().iter().map(|row| row["consumer"].as_str().unwrap()).collect();
    assert_eq!(rows, [numbers[0].to_string(), numbers[2].to_string()]);
    let pdf = world.file("slips.pdf").display().to_string();
    let job = world.run(&["print", "slip", "all", "--to", &format!("pdf:{pdf}")]).done();
    assert_eq!((&job["state"], &job["pages"]), (&serde_json::json!("done"), &serde_json::json!(1)));
}

#[test]
fn b9_a_doubtful_reading_by_command_and_in_a_file() {
    let (world, numbers) = world();
    let file = world.file("returned.csv");
    let path = file.display().to_string();
    let lines = format!(
        "consumer,done,date,reading,rollover\n{},y,,91200,\n{},y,,1100,yes\n{},y,,1330,perhaps\n",
        numbers[0], numbers[1], numbers[2]
    );
    std::fs::write(&file, &lines).unwrap();
    let (_, refused) = world.run(&["disconnect", "--from", &path]).refused();
    assert!(refused.contains("line 4, rollover: 'perhaps' is neither yes nor no"), "{refused}");
    std::fs::write(&file, lines.replace("perhaps", "no")).unwrap();
    let (_, refused) = world.run(&["disconnect", "--from", &path]).refused();
    assert!(refused.contains("line 2: 90000 units") && refused.contains("line 3: 99900 units"), "{refused}");
    assert_eq!(world.run(&["disconnect", "--from", &path, "--confirm"]).done()["recorded"], 3);
    // One by itself asks the same.
    let one = |more: &[&str]| world.run(&[["disconnect", numbers[3].as_str(), "--reading"].as_slice(), more].concat());
    let (rule, refused) = one(&["1100"]).refused();
    assert!(rule == "B-9" && refused.contains("1100 is below 1200"), "{refused}");
    let (rule, refused) = one(&["1100", "--rollover"]).refused();
    assert!(rule == "B-9" && refused.contains("far above the usual"), "{refused}");
    one(&["1100", "--rollover", "--confirm"]).done();
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}
