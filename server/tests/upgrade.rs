//! A keeper's file of the first version, before it counted refusals or wrote down when it released, opens and loses nothing.

use skillkeep_server::store::KeeperStore;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

/// `schema/keeper.sql` as it first was.
const FIRST: &str = "
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE seen (task BLOB NOT NULL, report BLOB NOT NULL, PRIMARY KEY (task, report));
CREATE TABLE tokens_spent (task BLOB NOT NULL, period BIGINT NOT NULL, token BLOB NOT NULL,
  PRIMARY KEY (task, period, token));
CREATE TABLE jobs (task BLOB NOT NULL, job BLOB NOT NULL, request BLOB NOT NULL, response BLOB NOT NULL,
  PRIMARY KEY (task, job));
CREATE TABLE batches (task BLOB NOT NULL, period BIGINT NOT NULL, count BIGINT NOT NULL, checksum BLOB NOT NULL,
  share BLOB NOT NULL, job BLOB, request BLOB, sealed BLOB, PRIMARY KEY (task, period));
CREATE TABLE releases (number BIGINT NOT NULL PRIMARY KEY, task BLOB NOT NULL, period BIGINT NOT NULL,
  envelope TEXT NOT NULL, UNIQUE (task, period));
INSERT INTO meta VALUES ('format', 'skillkeep-keeper/1'), ('tenant', 'acme');
INSERT INTO releases VALUES (1, X'01', 20635, '{\"first\":true}');
";

#[tokio::test]
async fn a_file_of_the_first_version_opens_with_its_releases_of_unknown_time() {
    let path = std::env::temp_dir().join(format!("skillkeep-upgrade-{}.sqlite", std::process::id()));
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql(FIRST).execute(&pool).await.unwrap();
    pool.close().await;
    for _ in 0..2 {
        let store = KeeperStore::open(&path, None, "acme").await.unwrap();
        assert_eq!(store.releases(0, 10).await.unwrap(), ["{\"first\":true}"]);
        assert_eq!(store.newest(None, 10).await.unwrap(), [("{\"first\":true}".to_owned(), None)]);
        assert_eq!(store.refusals().await.unwrap().len(), 0);
        assert!(store.logins().await.unwrap().users().await.unwrap().is_empty());
        store.close().await;
    }
    assert!(KeeperStore::open(&path, None, "another").await.is_err(), "of one tenant");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}
