//! One statement on one SQLite connection, in the words of sqlx's `Any`.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql, ffi};
use sqlx::error::{BoxDynError, DatabaseError, ErrorKind};
use sqlx_core::HashMap;
use sqlx_core::any::{
    Any, AnyArguments, AnyColumn, AnyRow, AnyStatement, AnyTypeInfo, AnyTypeInfoKind, AnyValue, AnyValueKind,
};
use sqlx_core::executor::Execute;
use sqlx_core::ext::ustr::UStr;
use sqlx_core::sql_str::SqlStr;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A statement that takes longer is told to the log.
const SLOW: Duration = Duration::from_secs(1);

/// What is asked of the database.
pub struct Asked {
    sql: SqlStr,
    /// `None` has the text run as it is, be it one statement or several.
    arguments: Option<AnyArguments>,
}

impl Asked {
    pub fn of<'q>(mut query: impl Execute<'q, Any>) -> sqlx::Result<Self> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
        Ok(Self {
            sql: query.sql(),
            arguments,
        })
    }
}

/// What came of it.
pub struct Ran {
    pub rows: Vec<AnyRow>,
    /// How many rows it wrote.
    pub changes: u64,
}

/// Runs a statement; reads `most` of its rows.
pub fn run(connection: &Connection, asked: &Asked, most: usize) -> sqlx::Result<Ran> {
    let started = Instant::now();
    let ran = read(connection, asked, most);
    if started.elapsed() > SLOW {
        tracing::warn!(ms = started.elapsed().as_millis(), "slow: {}", asked.sql.as_str());
    }
    ran
}

fn read(connection: &Connection, asked: &Asked, most: usize) -> sqlx::Result<Ran> {
    let sql = asked.sql.as_str();
    let mut rows = Vec::new();
    match &asked.arguments {
        None => connection.execute_batch(sql).map_err(wrong)?,
        Some(arguments) => {
            let mut statement = connection.prepare_cached(sql).map_err(wrong)?;
            bind(&mut statement, &arguments.values.0).map_err(wrong)?;
            #[cfg(test)]
            statement.reset_status(rusqlite::StatementStatus::VmStep);
            let names = names(&statement)?;
            let width = statement.column_count();
            let mut found = statement.raw_query();
            while rows.len() < most
                && let Some(row) = found.next().map_err(wrong)?
            {
                rows.push(any_row(row, width, &names)?);
            }
            drop(found);
            #[cfg(test)]
            super::effort::note(
                connection,
                sql,
                statement.get_status(rusqlite::StatementStatus::VmStep),
            );
        }
    }
    Ok(Ran {
        rows,
        changes: connection.changes(),
    })
}

/// Says what a statement would give, without running it.
pub fn prepare(connection: &Connection, sql: SqlStr) -> sqlx::Result<AnyStatement> {
    let statement = connection.prepare_cached(sql.as_str()).map_err(wrong)?;
    let column_names = names(&statement)?;
    Ok(AnyStatement {
        parameters: None,
        columns: columns(statement.column_count()),
        column_names,
        sql,
    })
}

/// Gives each `$1` its argument: to SQLite that is a name, and its place is where it stands first.
fn bind(statement: &mut CachedStatement<'_>, arguments: &[AnyValueKind]) -> rusqlite::Result<()> {
    for place in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(place)
            .and_then(|name| name.get(1..)?.parse::<usize>().ok())
            .unwrap_or(place);
        if let Some(argument) = number.checked_sub(1).and_then(|at| arguments.get(at)) {
            statement.raw_bind_parameter(place, Argument(argument))?;
        }
    }
    Ok(())
}

struct Argument<'a>(&'a AnyValueKind);

impl ToSql for Argument<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            AnyValueKind::Bool(value) => ToSqlOutput::Owned(Value::from(*value)),
            AnyValueKind::SmallInt(value) => ToSqlOutput::Owned(Value::from(*value)),
            AnyValueKind::Integer(value) => ToSqlOutput::Owned(Value::from(*value)),
            AnyValueKind::BigInt(value) => ToSqlOutput::Owned(Value::from(*value)),
            AnyValueKind::Real(value) => ToSqlOutput::Owned(Value::from(f64::from(*value))),
            AnyValueKind::Double(value) => ToSqlOutput::Owned(Value::from(*value)),
            AnyValueKind::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            AnyValueKind::TextSlice(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            AnyValueKind::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            _ => ToSqlOutput::Owned(Value::Null),
        })
    }
}

type Names = Arc<HashMap<UStr, usize>>;

fn names(statement: &CachedStatement<'_>) -> sqlx::Result<Names> {
    let mut names = HashMap::with_capacity(statement.column_count());
    for at in 0..statement.column_count() {
        names.insert(UStr::new(statement.column_name(at).map_err(wrong)?), at);
    }
    Ok(Arc::new(names))
}

fn any_row(row: &rusqlite::Row<'_>, width: usize, names: &Names) -> sqlx::Result<AnyRow> {
    let mut values = Vec::with_capacity(width);
    for at in 0..width {
        let kind = match row.get_ref(at).map_err(wrong)? {
            ValueRef::Null => AnyValueKind::Null(AnyTypeInfoKind::Null),
            ValueRef::Integer(value) => AnyValueKind::BigInt(value),
            ValueRef::Real(value) => AnyValueKind::Double(value),
            ValueRef::Text(bytes) => {
                let text = std::str::from_utf8(bytes).map_err(|error| sqlx::Error::ColumnDecode {
                    index: at.to_string(),
                    source: error.into(),
                })?;
                AnyValueKind::Text(Arc::new(text.to_owned()))
            }
            ValueRef::Blob(bytes) => AnyValueKind::Blob(Arc::new(bytes.to_vec())),
        };
        values.push(AnyValue { kind });
    }
    Ok(AnyRow {
        column_names: names.clone(),
        columns: columns(width),
        values,
    })
}

/// A row is read by the names beside it, or by place: of its columns only their number is asked.
fn columns(width: usize) -> Vec<AnyColumn> {
    let column = |ordinal| AnyColumn {
        ordinal,
        name: UStr::Static(""),
        type_info: AnyTypeInfo {
            kind: AnyTypeInfoKind::Null,
        },
    };
    (0..width).map(column).collect()
}

/// What SQLite says went wrong.
#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {message}")]
struct Wrong {
    /// SQLite's extended result code.
    code: i32,
    message: String,
}

impl DatabaseError for Wrong {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> BoxDynError {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}

/// An error of SQLite as one of sqlx.
pub fn wrong(error: rusqlite::Error) -> sqlx::Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => sqlx::Error::Database(Box::new(Wrong {
            code: failure.extended_code,
            message: message.unwrap_or_else(|| failure.to_string()),
        })),
        other => sqlx::Error::Protocol(other.to_string()),
    }
}

/// Whether the statement was broken off from outside.
pub fn is_interrupted(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("9")
}

/// Whether another process holds the lock.
pub fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<i32>().ok())
        .is_some_and(|code| ffi::Error::new(code).code == ErrorCode::DatabaseBusy)
}
