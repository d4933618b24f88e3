//! Dropping and recreating indexes, foreign keys and search triggers around bulk inserts, which is faster.
//! Their definitions come from the database itself, so that none is lost; all of it happens in the
//! transaction of the rows.

use crate::db::{Connection, Db, Engine};
use sqlx::{AssertSqlSafe, Executor};

/// Statements that recreate what was dropped.
pub struct Lifted(Vec<String>);

/// Drops what slows bulk inserts.
pub async fn lift(connection: &mut Connection, engine: Engine) -> sqlx::Result<Lifted> {
    let mut back = Vec::new();
    let indexes: &str = match engine {
        Engine::Sqlite => "select name, sql from sqlite_master where type = 'index' and sql is not null",
        Engine::Postgres => {
            "select cast(indexname as text), cast(indexdef as text) from pg_indexes
             where schemaname = current_schema()
                 and indexname not in (select conname from pg_constraint where contype in ('p', 'u', 'x'))"
        }
    };
    for (name, definition) in sqlx::query_as::<_, (String, String)>(indexes)
        .fetch_all(&mut *connection)
        .await?
    {
        run(connection, format!("drop index \"{name}\"")).await?;
        back.push(definition);
    }
    let triggers: &str = match engine {
        Engine::Sqlite => {
            "select name, tbl_name from sqlite_master
             where type = 'trigger' and (name like '%_search_%' or name like '%_no_replace')"
        }
        Engine::Postgres => {
            "select cast(tgname as text), cast(tgrelid::regclass as text) from pg_trigger
             where not tgisinternal and tgname like '%_search_%'"
        }
    };
    for (name, table) in sqlx::query_as::<_, (String, String)>(triggers)
        .fetch_all(&mut *connection)
        .await?
    {
        match engine {
            Engine::Sqlite => run(connection, format!("drop trigger \"{name}\"")).await?,
            Engine::Postgres => run(connection, format!("drop trigger \"{name}\" on {table}")).await?,
        }
    }
    if engine == Engine::Postgres {
        let keys: Vec<(String, String, String)> = sqlx::query_as(
            "select cast(conrelid::regclass as text), cast(conname as text), pg_get_constraintdef(oid)
             from pg_constraint where contype = 'f' and connamespace = cast(current_schema() as regnamespace)",
        )
        .fetch_all(&mut *connection)
        .await?;
        for (table, name, definition) in keys {
            run(
                connection,
                format!("alter table {table} drop constraint \"{name}\""),
            )
            .await?;
            back.push(format!(
                "alter table {table} add constraint \"{name}\" {definition}"
            ));
        }
    }
    Ok(Lifted(back))
}

impl Lifted {
    pub async fn put_back(self, connection: &mut Connection, engine: Engine) -> sqlx::Result<()> {
        for statement in self.0 {
            run(connection, statement).await?;
        }
        Db::catch_up(connection, engine).await
    }
}

async fn run(connection: &mut Connection, statement: String) -> sqlx::Result<()> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(statement)))
        .await
        .map(drop)
}
