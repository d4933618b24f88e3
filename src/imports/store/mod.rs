//! SQL of imports: the file, its staged rows, outcomes and turns.

mod import;
mod lookup;
mod outcome;
mod staged;
mod turn;
mod waiting;

pub use import::{
    Counts, ImportRow, NewImport, add_counts, ask_undo, fail_import, finish_import, finish_undo, hold_import,
    import, import_for_job, imports, insert_import, note_staged_rows,
};
pub use lookup::{come_to, doubled_skus, import_changes, named_handles};
pub use outcome::{
    Outcome, ProblemRow, TouchedRow, insert_problems, price_changes, problems_after, products_to_undo,
    refusals, refusals_of, set_outcomes, set_undone, undone_counts, warnings,
};
pub use staged::{
    DoubleSku, Due, StagedRun, finish_staging, forget_runs, insert_runs, last_line, products_due,
    refused_runs, runs_of,
};
pub use turn::{
    SUM_OF_IMPORT_FILES, begin_import, delete_import, import_checked_by, import_file_removed,
    imports_given_up, imports_never_begun, imports_to_tidy, is_file_needed, is_its_turn, measure_import,
    next_import, set_mapping, tidy_import, unmeasured_imports,
};
pub use waiting::imported_waiting;
