//! An office lives through fourteen months by command: one consumer pays always, one misses a month and is cut off and put on
//! again, one never pays and ends, and pays at last.

use serde_json::{Value, json};

use crate::support::cli::World;

const CONSUMERS: &str = "\
old_number,name,address,area,phone,category,govt_department,phase,load_kw,meter_no,meter_digits,meter_factor,connected_on,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status
A1,Aminath Beebi,Pandaram House,North,9400000001,DOM,,single,2,M1,5,1,2015-01-10,1200,2026-10-20,130,110,90,0,800,
A2,Koya P,Beach House,South,9400000002,DOM,,single,2,M2,5,1,2015-01-10,2200,2026-10-20,130,110,90,0,800,
A3,Hameed K,Lagoon House,South,9400000003,DOM,,single,2,M3,5,1,2025-06-30,500,2026-10-20,100,100,100,0,800,
A4,Public Works,Jetty Office,South,9400000004,GOV,Public Works,three,8,M4,5,1,2015-01-10,500,2026-10-20,200,200,200,0,0,
";

struct Office {
    world: World,
    no: Vec<String>,
    reading: [u64; 4],
    /// What the open counter took by UPI, in rupees.
    upi: u64,
    reference: u64,
}

impl Office {
    fn found() -> Self {
        let mut world = World::training("KVT", 1);
        world.on("2026-11-01");
        for (name, roles) in [("clerk", "BCC"), ("anwar", "AE"), ("june", "JE")] {
            world.run(&["user", "add", name, "--roles", roles]).done();
        }
        let file = world.file("consumers.csv");
        std::fs::write(&file, CONSUMERS).unwrap();
        let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
        let no = imported["rows"].as_array().unwrap().iter().map(|row| row["consumer"].as_str().unwrap().to_owned()).collect();
        Self { world, no, reading: [1_200, 2_200, 500, 500], upi: 0, reference: 612_345_678_900 }
    }

    fn as_on(&mut self, user: &str, date: &str, arguments: &[&str]) -> Value {
        self.world.be(user).on(date);
        self.world.run(arguments).done()
    }

    fn open(&mut self, date: &str) {
        self.upi = 0;
        self.as_on("clerk", date, &["counter", "open", "--float", "500"]);
    }

    /// Pays what is to be collected: with a reading of 100 units more a month, or dues alone.
    fn pay(&mut self, i: usize, date: &str, units: Option<u64>) -> Value {
        let no = self.no[i].clone();
        let shown = self.as_on("clerk", date, &["consumer", "show", &no]);
        self.reading[i] += units.unwrap_or(0);
        let reading = self.reading[i].to_string();
        let collect = match units {
            Some(_) => self.as_on("clerk", date, &["bill", "preview", &no, "--reading", &reading])["collect"].clone(),
            None => shown["balance"].clone(),
        };
        let rupees = whole_rupees(collect.as_str().unwrap());
        self.upi += rupees;
        self.reference += 1;
        let upi = format!("{rupees}:{}", self.reference);
        match units {
            Some(_) => self.as_on("clerk", date, &["pay", &no, "--reading", &reading, "--upi", &upi]),
            None => self.as_on("clerk", date, &["pay", &no, "--dues", "--upi", &upi]),
        }
    }

    fn shut(&mut self, date: &str) {
        let other = format!("upi={}", self.upi);
        self.as_on("clerk", date, &["counter", "close", "--count", "500=1", "--other", &other]);
    }

    fn close(&mut self, period: &str) -> Value {
        self.as_on("clerk", &format!("{period}-27"), &["close", "run", "--period", period])
    }

    fn status(&self, i: usize) -> String {
        let shown = self.world.run(&["consumer", "show", &self.no[i]]).done();
        shown["status"].as_str().unwrap().to_owned()
    }

    fn listed(&self, name: &str) -> Vec<String> {
        let list = self.world.run(&["list", name]).done();
        list["rows"].as_array().unwrap().iter().map(|row| row["consumer"].as_str().unwrap().to_owned()).collect()
    }
}

/// As it is collected (B-2).
fn whole_rupees(amount: &str) -> u64 {
    let paise: u64 = amount.replace('.', "").parse().unwrap();
    (paise + 50) / 100
}

#[test]
fn an_office_lives_through_fourteen_months() {
    let mut office = Office::found();
    let mut period = (2026, 11);
    let mut ended = None;
    for month in 0..14 {
        let name = format!("{}-{:02}", period.0, period.1);
        let day = |day: u32| format!("{name}-{day:02}");
        office.open(&day(5));
        office.pay(0, &day(5), Some(110));
        // Koya misses the second month; cut off in the third, he pays and is put on again.
        if month != 1 && month != 2 {
            office.pay(1, &day(5), Some(120));
        }
        // Hameed pays once, and then never until he has ended.
        if month == 0 {
            office.pay(2, &day(5), Some(100));
        }
        if month == 12 {
            assert_eq!(office.pay(2, &day(5), None)["status"], json!("DEAA"));
        }
        if month == 2 {
            koya_is_cut_and_put_on_again(&mut office, &day(5), &day(22));
        }
        if month != 2 {
            office.shut(&day(5));
        }
        let closed = office.close(&name);
        assert_eq!(closed, office.close(&name), "run again, the same document");
        if closed["permanent"] == json!(1) {
            ended = Some(month);
        }
        assert_eq!(office.status(0), "LIVE", "{name}");
        period = if period.1 == 12 { (period.0 + 1, 1) } else { (period.0, period.1 + 1) };
    }
    // Belated at the close of the second month, cut by that of the third, ended six closes after the first of them.
    assert_eq!(ended, Some(7));
    assert_eq!((office.status(1).as_str(), office.status(2).as_str()), ("LIVE", "DEAA"));
    assert_eq!(office.world.run(&["verify"]).done()["ok"], json!(true));
}

/// From the list of those who may be cut to the reconnection.
fn koya_is_cut_and_put_on_again(office: &mut Office, early: &str, late: &str) {
    let (no, hameed) = (office.no[1].clone(), office.no[2].clone());
    office.shut(early);
    office.as_on("june", early, &["list", "belated"]);
    assert!(office.listed("belated").contains(&no) && office.listed("due-for-disconnection").is_empty(), "not before the notice's days");
    office.world.be("june").on(early);
    assert_eq!(office.world.run(&["disconnect", &no]).refused().0, "L-15");
    office.world.on(late);
    let due = office.listed("due-for-disconnection");
    assert!(due.contains(&no) && due.contains(&hameed), "{due:?}");
    let cut = office.as_on("june", late, &["disconnect", &no, "--reading", "2400"]);
    assert_eq!((&cut["status"], &cut["bill"]["method"]), (&json!("DIS1"), &json!("final")));
    office.reading[1] = 2_400;
    office.open(late);
    assert_eq!(office.pay(1, late, None)["status"], json!("PNR1"));
    office.shut(late);
    assert!(!office.listed("due-for-disconnection").contains(&no) && office.listed("due-for-reconnection").contains(&no));
    let on = office.as_on("june", late, &["reconnect", &no, "--reading", "2400"]);
    assert_eq!(on["status"], json!("LIVE"));
}
