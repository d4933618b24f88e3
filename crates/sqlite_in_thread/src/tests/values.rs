//! Values round-trip through sqlx's hidden fields.

use super::*;

async fn one(database: &Database, sql: &'static str) -> AnyRow {
    query(sql).fetch_one(database).await.unwrap()
}

#[tokio::test]
async fn every_kind_of_value_comes_back_by_name_and_by_place() {
    let (_folder, database) = database();
    let row = query("select $1 as word, $2 as number, $3 as share, $4 as bytes, $5 as empty, $6 as small")
        .bind("naïve \u{1F9FA}")
        .bind(i64::MIN)
        .bind(0.1_f64)
        .bind(vec![0_u8, 255])
        .bind(None::<String>)
        .bind(7_i32)
        .fetch_one(&database)
        .await
        .unwrap();
    assert_eq!(row.len(), 6);
    assert_eq!(row.get::<String, _>("word"), "naïve \u{1F9FA}");
    assert_eq!(row.get::<i64, _>(1), i64::MIN);
    assert_eq!(row.get::<f64, _>("share"), 0.1);
    assert_eq!(row.get::<Vec<u8>, _>("bytes"), [0, 255]);
    assert_eq!(row.get::<Option<String>, _>(4), None);
    assert_eq!(row.get::<i64, _>("small"), 7);
    assert!(row.try_get::<i64, _>("word").is_err());
    assert!(row.try_get::<i64, _>("unknown").is_err());
}

#[tokio::test]
async fn an_argument_is_found_by_its_number_wherever_it_stands() {
    let (_folder, database) = database();
    let row = query("select $2 as b, $1 as a, $2 as again")
        .bind("one")
        .bind("two")
        .fetch_one(&database)
        .await
        .unwrap();
    let words = ["a", "b", "again"].map(|name| row.get::<String, _>(name));
    assert_eq!(words, ["one", "two", "two"]);
}

#[tokio::test]
async fn arguments_without_numbers_are_taken_in_their_order() {
    let (_folder, database) = database();
    let row = query("select ? as a, ? as b").bind(1_i64).bind(2_i64);
    let row = row.fetch_one(&database).await.unwrap();
    assert_eq!((row.get::<i64, _>("a"), row.get::<i64, _>("b")), (1, 2));
}

#[tokio::test]
async fn of_many_rows_all_come_or_the_first_or_none() {
    let (_folder, database) = letters().await;
    let mut tx = database.begin().await.unwrap();
    for letter in ["a", "b", "c"] {
        assert_eq!(add(&mut tx, letter).await.unwrap(), 1);
    }
    tx.commit().await.unwrap();
    let all = query("select letter from letters order by letter");
    assert_eq!(all.fetch_all(&database).await.unwrap().len(), 3);
    let first = one(&database, "select letter from letters order by letter").await;
    assert_eq!(first.get::<String, _>(0), "a");
    let none = query("select letter from letters where letter = 'z'");
    assert!(none.fetch_optional(&database).await.unwrap().is_none());
}

#[tokio::test]
async fn a_statement_tells_its_columns_before_it_runs() {
    let (_folder, database) = letters().await;
    let wrong = "select nothing from letters";
    assert!(
        (&database)
            .prepare(sqlx_core::sql_str::SqlSafeStr::into_sql_str(wrong))
            .await
            .is_err()
    );
    let right =
        sqlx_core::sql_str::SqlSafeStr::into_sql_str("select letter, place from letters where place = $1");
    let statement = (&database).prepare(right).await.unwrap();
    assert_eq!(sqlx_core::statement::Statement::columns(&statement).len(), 2);
}

#[tokio::test]
async fn a_broken_rule_is_told_by_its_kind_and_its_columns() {
    let (_folder, database) = letters().await;
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, "a").await.unwrap();
    let error = add(&mut tx, "a").await.unwrap_err();
    let error = error.as_database_error().unwrap();
    assert!(error.is_unique_violation());
    assert_eq!(error.message(), "UNIQUE constraint failed: letters.letter");
    let none = query("insert into letters (letter) values (null)");
    let error = none.execute(&mut tx).await.unwrap_err();
    let kind = error.as_database_error().unwrap().kind();
    assert!(matches!(kind, sqlx_core::error::ErrorKind::NotNullViolation));
}

#[tokio::test]
async fn the_steps_of_a_watched_file_are_counted() {
    let (folder, database) = letters().await;
    let path = folder.path().join("here.db").display().to_string();
    crate::effort::watch(&path);
    count(&database).await;
    let ran = crate::effort::take(&path);
    assert!(
        matches!(&ran[..], [(sql, steps)] if sql.contains("count(*)") && *steps > 0),
        "{ran:?}"
    );
    assert!(crate::effort::take(&path).is_empty());
}
