//! One statement on one SQLite connection, in the types of sqlx's `Any`. All that is hidden in sqlx is read here.

use crate::effort;
use crate::error::from_sqlite;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, StatementStatus, ToSql};
use sqlx_core::HashMap;
use sqlx_core::any::{
    Any, AnyArguments, AnyColumn, AnyRow, AnyStatement, AnyTypeInfo, AnyTypeInfoKind, AnyValue, AnyValueKind,
};
use sqlx_core::error::Error;
use sqlx_core::executor::Execute;
use sqlx_core::ext::ustr::UStr;
use sqlx_core::sql_str::SqlStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A statement that takes longer is logged.
const SLOW: Duration = Duration::from_secs(1);

/// A statement with its arguments.
pub struct Query {
    sql: SqlStr,
    /// Arguments; `None` runs the text as is, as one or several statements.
    arguments: Option<AnyArguments>,
}

impl Query {
    pub fn of<'q>(mut query: impl Execute<'q, Any>) -> Result<Self, Error> {
        let arguments = query.take_arguments().map_err(Error::Encode)?;
        Ok(Self {
            sql: query.sql(),
            arguments,
        })
    }
}

/// The rows of a statement.
pub struct Outcome {
    pub rows: Vec<AnyRow>,
    /// Number of rows written.
    pub changes: u64,
}

/// Runs a statement; reads `most` of its rows.
pub fn run(connection: &Connection, query: &Query, most: usize) -> Result<Outcome, Error> {
    let started = Instant::now();
    let outcome = read(connection, query, most);
    if started.elapsed() > SLOW {
        tracing::warn!(ms = started.elapsed().as_millis(), "slow: {}", query.sql.as_str());
    }
    outcome
}

fn read(connection: &Connection, query: &Query, most: usize) -> Result<Outcome, Error> {
    let sql = query.sql.as_str();
    let rows = match &query.arguments {
        None => connection
            .execute_batch(sql)
            .map(|()| Vec::new())
            .map_err(from_sqlite)?,
        Some(arguments) => {
            let mut statement = connection.prepare_cached(sql).map_err(from_sqlite)?;
            bind(&mut statement, &arguments.values.0).map_err(from_sqlite)?;
            measured(connection, sql, statement, most)?
        }
    };
    Ok(Outcome {
        rows,
        changes: connection.changes(),
    })
}

/// Steps through a statement; notes what that cost where somebody watches.
fn measured(
    connection: &Connection,
    sql: &str,
    mut statement: CachedStatement<'_>,
    most: usize,
) -> Result<Vec<AnyRow>, Error> {
    if !effort::is_watching() {
        return rows(&mut statement, most);
    }
    statement.reset_status(StatementStatus::VmStep);
    let rows = rows(&mut statement, most);
    effort::note(connection, sql, statement.get_status(StatementStatus::VmStep));
    rows
}

fn rows(statement: &mut CachedStatement<'_>, most: usize) -> Result<Vec<AnyRow>, Error> {
    let names = names(statement)?;
    let width = statement.column_count();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(row) = found.next().map_err(from_sqlite)?
    {
        rows.push(any_row(row, width, &names)?);
    }
    Ok(rows)
}

/// Describes a statement without running it.
pub fn prepare(connection: &Connection, sql: SqlStr) -> Result<AnyStatement, Error> {
    let statement = connection.prepare_cached(sql.as_str()).map_err(from_sqlite)?;
    let column_names = names(&statement)?;
    Ok(AnyStatement {
        parameters: None,
        columns: columns(statement.column_count()),
        column_names,
        sql,
    })
}

/// Binds arguments to `$1`…, which SQLite treats as names numbered by first use.
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

fn names(statement: &CachedStatement<'_>) -> Result<Names, Error> {
    let mut names = HashMap::with_capacity(statement.column_count());
    for at in 0..statement.column_count() {
        names.insert(UStr::new(statement.column_name(at).map_err(from_sqlite)?), at);
    }
    Ok(Arc::new(names))
}

fn any_row(row: &Row<'_>, width: usize, names: &Names) -> Result<AnyRow, Error> {
    let mut values = Vec::with_capacity(width);
    for at in 0..width {
        let kind = match row.get_ref(at).map_err(from_sqlite)? {
            ValueRef::Null => AnyValueKind::Null(AnyTypeInfoKind::Null),
            ValueRef::Integer(value) => AnyValueKind::BigInt(value),
            ValueRef::Real(value) => AnyValueKind::Double(value),
            ValueRef::Text(bytes) => {
                let text = std::str::from_utf8(bytes).map_err(|error| Error::ColumnDecode {
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

/// A row is read by the names beside it, or by place: of its columns only their number is query.
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
