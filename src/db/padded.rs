//! Padded statements: many values, but only a few sizes are prepared.

/// The values of a statement whose number of rows is [`rounded`] up, the last one repeated.
pub fn padded<T>(values: &[T]) -> impl Iterator<Item = &T> {
    let last = values.last();
    values
        .iter()
        .chain(last.into_iter().cycle())
        .take(rounded(values.len()))
}

/// A round number of rows, so that a few statements serve for all.
pub fn rounded(count: usize) -> usize {
    count.next_power_of_two()
}
