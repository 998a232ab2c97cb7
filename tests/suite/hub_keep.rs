//! The hub over its storages: what is handed over once is kept once, and nothing wrong blocks what is right.

use ebcm::hub::sqlite::SqliteKeep;

use crate::support::hub::{HandClock, Teller, busy_office, hub};
use crate::support::office::today;

#[tokio::test]
async fn two_desks() {
    let dir = tempfile::tempdir().unwrap();
    let hub = hub(SqliteKeep::open(&dir.path().join("hub.db")).unwrap(), "led", &HandClock::at(today()));
    let one = busy_office(&dir.path().join("1"), 1, 30, 5);
    let two = busy_office(&dir.path().join("2"), 2, 10, 3);
    let (mut one, mut two) = (Teller::of(&one, "led"), Teller::of(&two, "led"));
    one.join(&hub).await;
    two.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    one.until_in_step(&hub).await.unwrap();
    assert_eq!(one.held[&two.desk], two.own);
    assert_eq!(two.held[&one.desk], one.own);
}
