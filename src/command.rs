//! The subcommands.

use crate::accounts;
use crate::clock::Clock;
use crate::config::{AdminCommand, Command, CommandLine, Config, LedgerCommand};
use crate::db::Db;
use crate::seed;
use crate::serve::serve;
use crate::state::App;
use crate::viewer::AdminRole;
use std::io::{IsTerminal, Read};
use std::process::ExitCode;

/// Runs the command line; a failure prints one line on standard error and exits with code 1 (2 for a wrong
/// setting, or when the ledger could not be checked: there 1 means that it has differences).
pub fn run(arguments: CommandLine) -> ExitCode {
    // Whatever this process writes is for its user alone: database, mail, files.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let config = match arguments.settings.check() {
        Ok(config) => config,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    let command = arguments.command.unwrap_or(Command::Serve);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the runtime could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(carry_out(command, config));
    // A thread that is still at work had its time to finish.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(command: Command, config: Config) -> Result<ExitCode, Box<dyn std::error::Error>> {
    if matches!(command, Command::Openapi) {
        println!("{:#}", crate::app::openapi());
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Ledger {
        command: LedgerCommand::Verify,
    } = command
    {
        return Ok(verify_ledger(&config.database_url).await);
    }
    let mut config = config;
    config.migrate |= matches!(command, Command::Migrate);
    let app = App::open(config, Clock::system()).await?;
    match command {
        Command::Serve => {
            if seed::demo::open(&app).await? {
                tokio::spawn(seed::demo_pictures::draw_missing(app.clone()));
            }
            serve(app).await?;
        }
        Command::Migrate | Command::Openapi | Command::Ledger { .. } => {
            println!("The database is up to date.")
        }
        Command::Admin {
            command: AdminCommand::Create { email, is_super },
        } => {
            seed::demo::open(&app).await?;
            create_admin(&app, &email, is_super).await?;
        }
        Command::Seed(asked) => seed::seed(&app, &asked).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Creates an admin; the password is the first line of standard input, or generated and printed once.
async fn create_admin(app: &App, email: &str, is_super: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut given = String::new();
    if !std::io::stdin().is_terminal() {
        std::io::stdin().read_to_string(&mut given)?;
    }
    let given = given.lines().next().unwrap_or_default().to_owned();
    let (password, made_up) = if given.is_empty() {
        (crate::secret::random_text(12), true)
    } else {
        (given, false)
    };
    let role = if is_super {
        AdminRole::SuperAdmin
    } else {
        AdminRole::Admin
    };
    let user_id = accounts::create_admin(app, email, &password, role).await?;
    println!(
        "Created {} {user_id} for {email}.",
        if is_super { "super admin" } else { "admin" }
    );
    if made_up {
        println!("Password, shown only now: {password}");
    }
    Ok(())
}

/// Recomputes every stored sum of money from the transfers and reports differences. It only reads.
async fn verify_ledger(database_url: &str) -> ExitCode {
    let db = match Db::open_to_read(database_url).await {
        Ok(db) => db,
        Err(error) => return not_looked_at(&error),
    };
    match crate::wallet::verify(&db).await {
        Ok((transfers, differences)) => {
            for difference in &differences {
                println!("{difference}");
            }
            println!("{transfers} transfers, {} differences.", differences.len());
            ExitCode::from(u8::from(!differences.is_empty()))
        }
        Err(error) => not_looked_at(&error),
    }
}

fn not_looked_at(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("the ledger could not be checked: {error}");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_ledger_that_differs_exits_with_1_and_one_that_cannot_be_looked_at_with_2() {
        let app = TestApp::new().await;
        let url = &app.config.database_url;
        app.seller("ann").await;
        assert_eq!(verify_ledger(url).await, ExitCode::SUCCESS);
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("update balances set bank_minor = 1")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(verify_ledger(url).await, ExitCode::from(1));
        assert_eq!(
            verify_ledger("sqlite:///nowhere/at/all.db").await,
            ExitCode::from(2)
        );
    }
}
