//! The order in which pieces leave: those of the main location first, then those of the youngest further location.

/// Pieces that stay at each further location, oldest first, when the variant has `on_hand` pieces in all.
///
/// The main location has whatever is not elsewhere, so it pays for the loss until it has nothing left.
pub(super) fn staying(on_hand: i64, elsewhere: &[i64]) -> Vec<i64> {
    let mut left = on_hand.max(0);
    let stay = |here: &i64| {
        let stays = left.min(*here);
        left -= stays;
        stays
    };
    elsewhere.iter().map(stay).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_main_location_loses_its_pieces_first() {
        assert_eq!(staying(12, &[3, 4]), [3, 4]);
        assert_eq!(staying(7, &[3, 4]), [3, 4]);
    }

    #[test]
    fn once_it_is_empty_the_youngest_location_loses_then_the_older_ones() {
        assert_eq!(staying(6, &[3, 4]), [3, 3]);
        assert_eq!(staying(3, &[3, 4]), [3, 0]);
        assert_eq!(staying(2, &[3, 4]), [2, 0]);
        assert_eq!(staying(0, &[3, 4]), [0, 0]);
    }

    #[test]
    fn without_further_locations_there_is_nothing_to_take() {
        assert!(staying(5, &[]).is_empty());
    }

    proptest! {
        #[test]
        fn locations_keep_all_they_can_and_never_more_than_there_is(
            on_hand in 0_i64..100, elsewhere in prop::collection::vec(0_i64..40, 0..6),
        ) {
            let stays = staying(on_hand, &elsewhere);
            let before: i64 = elsewhere.iter().sum();
            prop_assert_eq!(stays.iter().sum::<i64>(), before.min(on_hand));
            prop_assert!(stays.iter().zip(&elsewhere).all(|(now, before)| 0 <= *now && now <= before));
            // All that are younger than one that lost a piece have nothing left.
            let first_loser = stays.iter().zip(&elsewhere).position(|(now, before)| now < before);
            let younger = first_loser.map_or(stays.len(), |at| at + 1);
            prop_assert!(stays[younger..].iter().all(|now| *now == 0));
        }
    }
}
