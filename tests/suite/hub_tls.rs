//! The line from the hub to PostgreSQL: encrypted, and to the very server that is meant (`J-13`).

use std::fs;
use std::path::Path;

use ebcm::base::Fault;
use ebcm::hub::cert::{authority, shown};
use ebcm::hub::postgres::PostgresKeep;
use tokio_postgres::NoTls;

use crate::support::hub::{HandClock, hub, teller};
use crate::support::office::today;
use crate::support::postgres::{Cluster, shared};

async fn connect(url: &str, tls: &str) -> Result<PostgresKeep, Fault> {
    PostgresKeep::connect(&format!("{url}?{tls}")).await
}

async fn why(url: &str, tls: &str) -> String {
    match connect(url, tls).await {
        Ok(_) => panic!("{tls}: it was believed"),
        Err(fault) => fault.to_string(),
    }
}

/// Of the hub's sessions, how many are there and how many are encrypted.
async fn sessions(url: &str) -> (i64, i64) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let said = "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'ebcm hub'";
    let row = client.query_one(said, &[]).await.unwrap();
    (row.get(0), row.get(1))
}

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j13_the_line_to_the_database_is_held_to_its_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let ours = authority("led", today()).unwrap();
    let server = shown("led", &ours, &["127.0.0.1".to_owned()], today()).unwrap();
    let root = written(folder.path(), "root.pem", &ours.certificate);
    let wrong = written(folder.path(), "wrong.pem", &authority("led", today()).unwrap().certificate);
    let none = written(folder.path(), "none.pem", "no certificate\n");
    let cluster = tokio::task::spawn_blocking(move || Cluster::start_with_tls(&server.certificate, &server.key)).await.unwrap();
    let url = cluster.database().await;

    // A desk's entries go through it, and news between two hubs.
    let safe = format!("sslmode=verify-full&sslrootcert={root}");
    let clock = HandClock::at(today());
    let (first, second) =
        (hub(connect(&url, &safe).await.unwrap(), "led", &clock), hub(connect(&url, "sslmode=require").await.unwrap(), "led", &clock));
    let mut one = teller(1);
    one.join(&first).await;
    one.until_in_step(&second).await.unwrap();
    let (all, encrypted) = sessions(&url).await;
    assert!(all >= 4 && all == encrypted, "{encrypted} of {all} sessions are encrypted");

    for (tls, said) in [
        (format!("sslmode=verify-full&sslrootcert={wrong}"), "not from the authority that sslrootcert names"),
        (format!("sslmode=verify-full&sslrootcert={none}"), "none.pem can't be used"),
        ("sslmode=verify-full&sslrootcert=/nowhere/root.pem".to_owned(), "/nowhere/root.pem can't be used"),
        ("sslmode=verify-full".to_owned(), "no sslrootcert is not known"),
        ("sslmode=verify-ca".to_owned(), "sslmode=verify-ca"),
    ] {
        let no = why(&url, &tls).await;
        assert!(no.contains(said), "{tls}: {no}");
    }
    let named = url.replace("127.0.0.1", "localhost");
    let no = why(&named, &safe).await;
    assert!(no.contains("for another name"), "{no}");
    let no = why(&shared().url("postgres"), "sslmode=require").await;
    assert!(no.contains("does not support TLS"), "{no}");
}
