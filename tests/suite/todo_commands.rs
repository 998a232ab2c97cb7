//! The To Do list by command, as scripts use it, through the real binary.

use serde_json::{Value, json};

use crate::support::cli::World;

fn keys(answer: &Value) -> Vec<&str> {
    answer["rows"].as_array().unwrap().iter().filter_map(|row| row["item"].as_str()).collect()
}

#[test]
fn an_item_from_hand_to_hand_by_command() {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    for (name, roles) in [("clerk", "BCC"), ("anwar", "AE"), ("june", "JE"), ("jabir", "JE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    world.be("june");
    let set = ["name=Koya P", "address=Beach House", "phone=9400000001", "category=DOM", "phase=single", "load_kw=2"];
    let mut arguments = vec!["apply", "new", "--kind", "regular"];
    arguments.extend(set.iter().flat_map(|field| ["--set", field]));
    let made = world.run(&arguments).done();
    let id = made["application"].as_str().unwrap().to_owned();

    assert_eq!(keys(&world.run(&["todo", "list", "--mine"]).done()), [&id]);
    assert_eq!(keys(&world.run(&["todo", "list", "--given"]).done()), Vec::<&str>::new());
    let taken = world.run(&["todo", "next"]).done();
    assert_eq!((&taken["item"], &taken["assigned"], &taken["sent_by"]), (&json!(id), &json!("june"), &json!("june")));
    assert_eq!(world.run(&["todo", "next"]).refused().0, "R-3");
    assert_eq!(keys(&world.run(&["todo", "list", "--given", "--type", "application"]).done()), [&id]);
    assert_eq!(world.run(&["todo", "list", "--type", "nonsense"]).refused().0, "R-3");
    world.be("jabir");
    assert_eq!(world.run(&["todo", "take", &id]).refused().0, "R-4");
    world.be("june");
    let given = world.run(&["todo", "assign", &id, "--to", "jabir", "--text", "you live there"]).done();
    assert_eq!(given["assigned"], json!("jabir"));
    world.be("jabir");
    world.run(&["todo", "comment", &id, "--text", "seen the house"]).done();
    assert_eq!(world.run(&["todo", "forward", &id, "--to", "AE"]).refused().0, "R-4");
    world.run(&["todo", "forward", &id, "--to", "AE", "--text", "may it be so far?"]).done();
    assert_eq!(world.run(&["todo", "complete", &id]).refused().0, "R-4");
    let shown = world.run(&["todo", "show", &id]).done();
    assert_eq!((&shown["role"], &shown["assigned"], &shown["sent_by"]), (&json!("AE"), &json!(null), &json!("jabir")));
    assert_eq!(shown["keys"], json!([{ "name": "Case", "value": id }]));
    assert_eq!(shown["comments"][0]["details"], json!("seen the house"));
    let log: Vec<&str> = shown["log"].as_array().unwrap().iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(log, ["created", "taken", "assigned", "commented", "forwarded"]);
    world.be("anwar");
    assert_eq!(keys(&world.run(&["todo", "list", "--mine"]).done()), [&id]);
    world.be("june");
    world.run(&["workflow", "step", &id, "sil", "--set", "visit=2026-11-15"]).done();
    world.run(&["workflow", "step", &id, "estimate", "--set", "line_metres=30", "--set", "recommend=reject"]).done();
    world.be("anwar");
    world.run(&["workflow", "step", &id, "reject", "--set", "reason=too far"]).done();
    assert_eq!(keys(&world.run(&["todo", "list"]).done()), Vec::<&str>::new());
    let done = world.run(&["todo", "list", "--status", "rejected", "--all"]).done();
    assert_eq!((keys(&done), &done["rows"][0]["by"]), (vec![id.as_str()], &json!("anwar")));
    let mis = world.run(&["todo", "mis"]).done();
    assert_eq!(mis["report"], json!("todo"));
    world.run(&["rebuild"]).done();
    assert_eq!(world.run(&["verify"]).done()["ok"], json!(true));
}
