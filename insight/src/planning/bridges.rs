//! Mobility bridges: how near one role's profile is to another's, and the shortest known way to what is missing.
//!
//! All of it is about what roles ask for, never about a person: whoever works in a role may have more, or less.

use serde::Serialize;

/// A level that is so little short counts as reached, as it does for a person.
pub const LEAST: f64 = 0.2;
/// A lesson can be followed from so far below where it begins, as it can by a person.
pub const REACH: f64 = 0.5;

/// What a role asks of one skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// The caller's number of the skill.
    pub skill: usize,
    /// Level, 0..=5.
    pub level: f64,
}

/// A skill of which one role asks more than the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Missing {
    /// The caller's number of the skill.
    pub skill: usize,
    /// What the origin asks for; 0 where it asks nothing.
    pub has: f64,
    /// What the target asks for.
    pub needs: f64,
}

/// A step from one level of a skill to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesson {
    /// Level it begins at.
    pub from: f64,
    /// Level after it.
    pub to: f64,
    /// Minutes.
    pub minutes: f64,
}

/// Share of the levels that `target` asks for which `origin` asks for too: 1 from the role itself, 0 where nothing is shared or
/// the target asks for nothing.
pub fn near(origin: &[Need], target: &[Need]) -> f64 {
    let (mut shared, mut all) = (0.0, 0.0);
    for need in target {
        all += need.level.max(0.0);
        shared += asked(origin, need.skill).min(need.level).max(0.0);
    }
    if all > 0.0 { shared / all } else { 0.0 }
}

/// What `target` asks for beyond `origin` by [`LEAST`] and more, the largest difference first, then in the target's order.
pub fn missing(origin: &[Need], target: &[Need]) -> Vec<Missing> {
    let row = |need: &Need| Missing { skill: need.skill, has: asked(origin, need.skill), needs: need.level };
    let mut rows: Vec<Missing> = target.iter().map(row).filter(|m| m.has < m.needs - LEAST).collect();
    rows.sort_by(|a, b| (b.needs - b.has).total_cmp(&(a.needs - a.has)));
    rows
}

fn asked(needs: &[Need], skill: usize) -> f64 {
    needs.iter().filter(|n| n.skill == skill).fold(0.0, |most, n| most.max(n.level))
}

/// The lessons that lead from one level of a skill to another in the fewest minutes, in their order; of equals the fewest lessons.
/// None where no lessons lead there. Time: the square of their number.
pub fn shortest(lessons: &[Lesson], from: f64, to: f64) -> Option<Vec<usize>> {
    if from >= to - LEAST {
        return Some(Vec::new());
    }
    // A lesson that ends no higher than where one stands leads nowhere, so a way ends higher with every lesson.
    let mut order: Vec<usize> = (0..lessons.len()).filter(|at| lessons[*at].to > from).collect();
    order.sort_by(|a, b| lessons[*a].to.total_cmp(&lessons[*b].to));
    // Minutes, lessons and the lesson before, of the shortest way that ends with each.
    let mut ways: Vec<Option<(f64, usize, Option<usize>)>> = Vec::with_capacity(order.len());
    for (place, at) in order.iter().enumerate() {
        let lesson = lessons[*at];
        let mut best = (lesson.from <= from + REACH).then_some((0.0, 0, None));
        for (before, (minutes, count, _)) in ways.iter().enumerate().filter_map(|(i, way)| Some((i, (*way)?))) {
            let earlier = lessons[order[before]].to;
            let follows = before < place && earlier < lesson.to && lesson.from <= earlier + REACH;
            if follows && best.is_none_or(|(least, fewest, _)| (minutes, count) < (least, fewest)) {
                best = Some((minutes, count, Some(before)));
            }
        }
        ways.push(best.map(|(minutes, count, before)| (minutes + lesson.minutes.max(0.0), count + 1, before)));
    }
    let arrives = |place: &usize| lessons[order[*place]].to >= to - LEAST;
    let ends = (0..order.len()).filter(arrives).filter_map(|place| Some((place, ways[place]?)));
    let (last, _) = ends.min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    let mut way = Vec::new();
    let mut at = Some(last);
    while let Some(place) = at {
        way.push(order[place]);
        at = ways[place].and_then(|(.., before)| before);
    }
    way.reverse();
    Some(way)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn needs(all: &[(usize, f64)]) -> Vec<Need> {
        all.iter().map(|(skill, level)| Need { skill: *skill, level: *level }).collect()
    }

    fn lesson(from: f64, to: f64, minutes: f64) -> Lesson {
        Lesson { from, to, minutes }
    }

    #[test]
    fn an_analyst_is_near_a_scientist() {
        let analyst = needs(&[(0, 2.5), (1, 2.0), (2, 2.0)]);
        let scientist = needs(&[(0, 2.0), (1, 3.0), (3, 3.0), (2, 2.1)]);
        // 2 + 2 + 0 + 2 of 10.1.
        assert!((near(&analyst, &scientist) - 6.0 / 10.1).abs() < 1e-12);
        // A tenth of a level is nothing to learn.
        let rows: Vec<(usize, f64, f64)> =
            missing(&analyst, &scientist).iter().map(|m| (m.skill, m.has, m.needs)).collect();
        assert_eq!(rows, [(3, 0.0, 3.0), (1, 2.0, 3.0)]);
        assert_eq!((near(&scientist, &scientist), near(&scientist, &[])), (1.0, 0.0));
    }

    #[test]
    fn the_shortest_way_goes_over_what_can_be_followed() {
        let all = [
            lesson(0.0, 1.0, 60.0),
            lesson(0.5, 2.0, 300.0),
            lesson(1.0, 2.0, 90.0),
            lesson(2.5, 3.0, 30.0),
            lesson(0.0, 0.3, 1.0),
        ];
        assert_eq!(shortest(&all, 0.0, 2.0), Some(vec![0, 2]));
        assert_eq!(shortest(&all, 0.0, 3.0), Some(vec![0, 2, 3]));
        // From here the long course can be followed too, and the first one is not needed.
        assert_eq!(shortest(&all, 0.6, 2.0), Some(vec![2]));
        assert_eq!(shortest(&all, 1.9, 2.0), Some(vec![]));
        assert_eq!(shortest(&all, 0.0, 4.0), None);
        assert_eq!(shortest(&[lesson(3.0, 4.0, 5.0)], 1.0, 4.0), None, "nothing leads to where it begins");
    }

    fn profile() -> impl Strategy<Value = Vec<Need>> {
        prop::collection::vec((0usize..6, 0.5f64..5.0), 0..8).prop_map(|all| needs(&all))
    }

    proptest! {
        #[test]
        fn nearness_is_a_share_and_more_is_never_further(origin in profile(), target in profile(), more in profile()) {
            let less = near(&origin, &target);
            let both: Vec<Need> = origin.iter().chain(&more).copied().collect();
            prop_assert!((0.0..=1.0).contains(&less));
            prop_assert!(near(&both, &target) >= less);
            prop_assert!(missing(&both, &target).len() <= missing(&origin, &target).len());
        }

        #[test]
        fn no_way_is_shorter(
            all in prop::collection::vec((0u8..10, 1u8..10, 1u8..100), 0..8),
            from in 0u8..6,
            to in 1u8..10,
        ) {
            let all: Vec<Lesson> = all
                .iter()
                .map(|(from, more, minutes)| lesson(
                    f64::from(*from) / 2.0, f64::from(from + more) / 2.0, f64::from(*minutes)))
                .collect();
            let (from, to) = (f64::from(from) / 2.0, f64::from(to) / 2.0);
            // Every order of every choice of lessons, by trying each next one.
            fn least(all: &[Lesson], at: f64, to: f64, minutes: f64, best: &mut Option<f64>) {
                if at >= to - LEAST {
                    *best = Some(best.map_or(minutes, |b| b.min(minutes)));
                    return;
                }
                for next in all.iter().filter(|l| l.from <= at + REACH && l.to > at) {
                    least(all, next.to, to, minutes + next.minutes, best);
                }
            }
            let mut best = None;
            least(&all, from, to, 0.0, &mut best);
            let way = shortest(&all, from, to);
            prop_assert_eq!(way.as_ref().map(|w| w.iter().map(|l| all[*l].minutes).sum::<f64>()), best);
            let mut at = from;
            for lesson in way.unwrap_or_default() {
                prop_assert!(all[lesson].from <= at + REACH);
                at = all[lesson].to;
            }
        }
    }
}
