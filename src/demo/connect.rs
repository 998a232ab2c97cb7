//! Applications of the last weeks, one in each hand: what JE, AE and the counter find waiting.

use super::year::{Staff, Step};
use crate::acts::Act;
use crate::acts::application::{Apply, ImportApplications, OnlineRow, TakeStep, Typed};
use crate::base::{ConsumerNo, Day, DeskId, FinYear, PaperKind, PaperNo};
use crate::desk::Session;

/// Makes applications with the numbers that the desk will give them.
pub struct Applications<'a> {
    desk: DeskId,
    staff: &'a Staff,
    made: Vec<(FinYear, u32)>,
    steps: Vec<Step>,
}

/// Each applicant's name, house, category and load; days before the present one on which it began, and how far it has come.
const REGULAR: [(&str, &str, &str, &str, i32, usize); 6] = [
    ("Cheriya Koya", "Palm House 3", "DOM", "2", 19, 4),
    ("Pookunhi", "Beach Road 12", "DOM", "3", 16, 3),
    ("Island Bakery", "Market 4", "COM", "5", 12, 2),
    ("Sainaba", "Jetty Road 9", "DOM", "2", 9, 1),
    ("Net Loft", "Boat Yard 1", "COM", "4", 3, 0),
    ("Fathima", "Mosque Lane 2", "BPL", "0.25", 1, 0),
];

fn typed<const N: usize>(pairs: [(&str, &str); N]) -> Typed {
    pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

impl<'a> Applications<'a> {
    pub const fn new(desk: DeskId, staff: &'a Staff) -> Self {
        Self { desk, staff, made: Vec::new(), steps: Vec::new() }
    }

    /// The steps of the weeks before `today`, oldest first; `changing` asks for a larger load.
    pub fn until(mut self, today: Day, changing: ConsumerNo) -> Vec<Step> {
        let staff = self.staff;
        for (name, address, category, load, ago, far) in REGULAR {
            let began = today.plus_days(-ago);
            let fields = typed([
                ("name", name),
                ("address", address),
                ("category", category),
                ("phase", "single"),
                ("load_kw", load),
                ("area", "North"),
            ]);
            let no = self.apply(began, "regular", None, fields);
            let visit = began.plus_days(2).to_string();
            let steps: [(&Session, &str, Typed); 4] = [
                (&staff.june, "sil", typed([("visit", visit.as_str())])),
                (&staff.june, "estimate", typed([("line_metres", "35"), ("recommend", "accept")])),
                (&staff.anwar, "sanction", Typed::new()),
                (&staff.june, "demand-note", Typed::new()),
            ];
            for (n, (who, step, typed)) in (1..).zip(steps.into_iter().take(far)) {
                let day = began.plus_days(n * 2);
                self.step(who, day, TakeStep { application: no.clone(), step: step.to_owned(), typed, handed: None, confirmed: false });
            }
        }
        let (from, until) = (today.plus_days(2).to_string(), today.plus_days(8).to_string());
        let feast = typed([
            ("name", "Youth Club"),
            ("address", "Stadium"),
            ("category", "COM"),
            ("phase", "single"),
            ("load_kw", "3"),
            ("from", from.as_str()),
            ("until", until.as_str()),
        ]);
        self.apply(today.plus_days(-1), "temporary", None, feast);
        self.apply(today.plus_days(-1), "change-load", Some(changing), typed([("load_kw", "5")]));
        let online = |line, reference: &str, name: &str| OnlineRow {
            consumer: None,
            line,
            reference: reference.to_owned(),
            workflow: "regular".to_owned(),
            step: "online-submit".to_owned(),
            typed: typed([("name", name), ("address", "South End 7"), ("category", "DOM"), ("phase", "single"), ("load_kw", "2")]),
        };
        let rows = vec![online(2, "PORTAL-1041", "Kasmikoya"), online(3, "PORTAL-1042", "Mullakoya")];
        self.step(&staff.anwar, today.plus_days(-1), ImportApplications { rows });
        self.steps.sort_by_key(|(_, day, _)| *day);
        self.steps
    }

    fn step(&mut self, who: &Session, day: Day, act: impl Act + 'static) {
        self.steps.push((who.clone(), day, Box::new(act)));
    }

    /// An application, and the number that it will get: they are entered in the order of their days.
    fn apply(&mut self, day: Day, workflow: &str, consumer: Option<ConsumerNo>, typed: Typed) -> PaperNo {
        let apply = Apply { workflow: workflow.to_owned(), consumer, typed, ..Apply::default() };
        self.step(&self.staff.june, day, apply);
        let year = FinYear::of(day);
        let place = self.made.iter().position(|(known, _)| *known == year).unwrap_or_else(|| {
            self.made.push((year, 0));
            self.made.len() - 1
        });
        self.made[place].1 += 1;
        PaperNo { kind: PaperKind::Application, desk: self.desk.clone(), year, number: self.made[place].1 }
    }
}
