//! `ebcm print`: papers to files, printers and folders, and the queue of those that wait (`C-20`).

use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use super::print_devices::sink;
use super::print_forms::pdf_text;
use crate::support::cli::World;
use crate::support::escp as printer;
use crate::support::patience::LONGEST;

const CONSUMERS: &str = "old_number,name,address,area,phone,email,category,govt_department,phase,load_kw,load_kva,meter_no,meter_digits,\
meter_factor,connected_on,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status,disconnected_on,feeder,transformer\n\
OLD1,Aysha Beevi,House 7,North,,,DOM,,single,2,,M00001,5,1,2020-01-01,1200,2026-10-20,130,110,90,0,800,,,,\n";

const RECEIPT: &str = "R-KVT-1-2627-000001";

/// A desk with one consumer's payment, its clerk at the counter.
fn counter() -> World {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12").run(&["user", "add", "clerk", "--roles", "BCC"]).done();
    let file = world.file("consumers.csv");
    std::fs::write(&file, CONSUMERS).unwrap();
    world.run(&["consumer", "import", path(&file)]).done();
    world.be("clerk").run(&["counter", "open", "--float", "500"]).done();
    let paid = world.run(&["pay", "1", "--reading", "1320", "--cash", "300"]).done();
    assert_eq!(paid["receipt"], json!(RECEIPT));
    world
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn part(document: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| document[*name].clone()).collect()
}

#[test]
fn c19_papers_go_to_pdf_and_to_escp_files() {
    let world = counter();
    let (pdf, raw) = (world.file("r.pdf"), world.file("r.prn"));
    let done = world.run(&["print", "receipt", RECEIPT, "--to", &format!("pdf:{}", path(&pdf)), "--paper", "plain"]).done();
    assert_eq!(part(&done, &["job", "state", "pages", "copy"]), json!([1, "done", 1, 0]));
    let text = pdf_text(&std::fs::read(&pdf).unwrap());
    assert!(text.contains("Aysha Beevi") && text.contains("Consumer no") && !text.contains("DUPLICATE"), "{text}");
    let again = world.run(&["print", "receipt", RECEIPT, "--to", &format!("escp:{}", path(&raw)), "--paper", "preprinted"]).done();
    assert_eq!(part(&again, &["job", "state", "copy"]), json!([2, "done", 1]));
    let printed = printer::read(&std::fs::read(&raw).unwrap());
    assert_eq!((printed.faults.as_slice(), printed.form_lengths.as_slice()), (&[][..], &[4][..]));
    assert!(printed.text().contains("DUPLICATE 1"));
}

#[test]
fn c21_a_proposal_is_printed_and_nothing_recorded() {
    let world = counter();
    let before = world.run(&["verify"]).done()["entries"].clone();
    let file = world.file("p.pdf");
    let refused = world.run(&["print", "proposal", "1", "--reading", "1400", "--to", &format!("pdf:{}", path(&file))]).refused();
    assert_eq!(refused.0, "L-13", "this month is billed already");
    let mut later = world;
    later.on("2026-12-02");
    let done = later.run(&["print", "proposal", "1", "--reading", "1400", "--to", &format!("pdf:{}", path(&file))]).done();
    assert_eq!(part(&done, &["state", "pages"]), json!(["done", 1]));
    assert!(pdf_text(&std::fs::read(&file).unwrap()).contains("BILL PROPOSAL"));
    assert_eq!(later.run(&["verify"]).done()["entries"], before);
}

#[test]
fn c20_a_paper_waits_in_the_queue_and_is_retried_or_cancelled() {
    let world = counter();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let queued = world.run(&["print", "receipt", RECEIPT, "--to", &format!("tcp:{at}")]).done();
    assert_eq!(part(&queued, &["job", "state", "pages"]), json!([1, "queued", 0]));
    assert!(queued["fault"].as_str().unwrap().contains("switch it on"));
    let row = world.run(&["print", "queue"]).done()["rows"][0].clone();
    assert_eq!(part(&row, &["job", "state", "kind", "paper", "tries"]), json!([1, "queued", "receipt", RECEIPT, 1]));

    let printed = sink(TcpListener::bind(at).unwrap());
    assert_eq!(part(&world.run(&["print", "retry", "1"]).done(), &["job", "state", "pages"]), json!([1, "done", 1]));
    assert!(printer::read(&printed.recv_timeout(LONGEST).unwrap()).text().contains(RECEIPT));
    assert_eq!(world.run(&["print", "retry", "1"]).refused().0, "C-20", "it is done");

    let failed = world.run(&["print", "bill", "B-KVT-1-2627-000001", "--to", &format!("pdf:{}", path(&world.file("no/b.pdf")))]);
    assert_eq!((failed.code, failed.json()["state"].clone()), (3, json!("failed")));
    assert_eq!(world.run(&["print", "cancel", "2"]).done()["state"], json!("cancelled"));
    for arguments in [&["print", "cancel", "99"][..], &["print", "retry", "x"], &["print", "receipt"], &["print", "cheque", "1"]] {
        assert_eq!(world.run(arguments).refused().0, "C-20", "{arguments:?}");
    }
}

#[test]
fn c9_the_closes_papers_and_lists_print_too() {
    let world = counter();
    world.run(&["counter", "close", "--count", "500=1,200=1,20=2,5=1"]).done();
    let folder = world.file("out");
    std::fs::create_dir(&folder).unwrap();
    let to = format!("dir:{}", path(&folder));
    for (kind, id, file, shows) in [
        ("close-report", "K-KVT-1-2627-000001", "K-KVT-1-2627-000001.pdf", "K-KVT-1-2627-000001"),
        ("close-report", "K-KVT-1-2627-000001", "K-KVT-1-2627-000001-duplicate-1.pdf", "DUPLICATE 1"),
        ("scroll", "K-KVT-1-2627-000001", "scroll-K-KVT-1-2627-000001.pdf", RECEIPT),
        ("day-book", "2026-11-12", "day-book-2026-11-12.pdf", RECEIPT),
        ("list", "arrears", "arrears-2026-11-12.pdf", "TRAINING"),
        ("report", "collection", "collection-2026-11-12.pdf", "245.00"),
    ] {
        let done = world.run(&["print", kind, id, "--to", &to]).done();
        assert_eq!(done["state"], json!("done"), "{done}");
        let text = pdf_text(&std::fs::read(folder.join(file)).unwrap_or_else(|_| panic!("{file}")));
        assert!(text.contains(shows), "{kind}: {text}");
    }
}

#[test]
fn c18_a_test_sheet_and_the_folder_of_a_desk_without_printers() {
    let world = counter();
    let sheet = world.run(&["print", "testsheet", "receipt"]).done();
    assert_eq!(part(&sheet, &["state", "pages"]), json!(["done", 2]));
    assert!(pdf_text(&std::fs::read(world.file("printed/testsheet-receipt.pdf")).unwrap()).contains("Test sheet: "));
    world.run(&["print", "receipt", RECEIPT]).done();
    assert!(world.file("printed").join(format!("{RECEIPT}.pdf")).is_file());
    assert_eq!(world.run(&["print", "testsheet", "cheque"]).refused().0, "C-18");
}
